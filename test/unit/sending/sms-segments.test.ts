import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { countSegments } from '../../../domain/sending/sms-segments.ts';
import { runs } from '../../support/rows/runs.ts';

const a = (n: number): string => 'a'.repeat(n);
const EMOJI = '😀';

describe('segments of an sms (M7, case 27)', () => {
  test.each([
    [a(160), 'GSM-7', 1],
    [a(161), 'GSM-7', 2],
    [a(306), 'GSM-7', 2],
    [a(307), 'GSM-7', 3],
    [`${a(158)}€`, 'GSM-7', 1],
    [`${a(159)}€`, 'GSM-7', 2],
    [`${a(150)}äöüßÄÖÜñåø`, 'GSM-7', 1],
    ['['.repeat(80), 'GSM-7', 1],
    ['['.repeat(81), 'GSM-7', 2],
    [`${a(69)}ł`, 'UCS-2', 1],
    [`${a(70)}ł`, 'UCS-2', 2],
    [`${a(133)}ł`, 'UCS-2', 2],
    [`${a(134)}ł`, 'UCS-2', 3],
    [a(68) + EMOJI, 'UCS-2', 1],
    [a(69) + EMOJI, 'UCS-2', 2],
    [`${'['.repeat(60)}ł`, 'UCS-2', 1],
    [`${a(159)}Ç`, 'GSM-7', 1],
    [`${a(70)}ç`, 'UCS-2', 2],
  ])('case 27: %s is %s in %i', (text, coding, segments) => {
    expect(countSegments(text)).toMatchObject({ coding, segments });
  });

  test.each(Array.from('^{}\\[]~|€'))(
    'case 27: %s takes two places in GSM-7 and one in UCS-2',
    (character) => {
      expect(countSegments(character)).toMatchObject({ coding: 'GSM-7', units: 2 });
      expect(countSegments(`${character}ł`)).toMatchObject({ coding: 'UCS-2', units: 2 });
    },
  );

  test('M7: no character is cut: one of two places that does not fit begins the next part', () => {
    // 152 places, and an escape would be the last one of the first part.
    expect(countSegments(`${a(152)}[${a(152)}`)).toMatchObject({ units: 306, segments: 3 });
    expect(countSegments(`${a(66)}${EMOJI}${a(66)}`)).toMatchObject({ units: 134, segments: 3 });
  });

  test('M7: a text has at least the parts that its places need, and never a part more than twice that', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 900 }), (text) => {
        const { units, segments, perSegment } = countSegments(text);
        expect(segments).toBeGreaterThanOrEqual(Math.max(1, Math.ceil(units / perSegment)));
        expect(segments).toBeLessThanOrEqual(Math.max(1, Math.ceil(units / (perSegment - 1))));
      }),
      runs({ test: 300, proof: 3000 }),
    );
  });
});
