import { expect, test } from '@jest/globals';
import { LANGUAGES } from '../../../contracts/kinds.ts';
import { optAnswer } from '../../../domain/sending/opt-answer-words.ts';
import { readOptWord } from '../../../domain/sending/opt-out-words.ts';
import { countSegments } from '../../../domain/sending/sms-segments.ts';

test('M7: every confirmation fits one or two segments, names the way back, and is no such word itself', () => {
  for (const language of LANGUAGES)
    for (const kind of ['stop', 'start'] as const) {
      const text = optAnswer(kind, { language, organisation: 'Acme Incorporated of the North' });
      expect(text).toContain(kind === 'stop' ? 'START' : 'STOP');
      expect(countSegments(text).segments).toBeLessThanOrEqual(2);
      expect(readOptWord(text, LANGUAGES)).toBeNull();
    }
  const long = optAnswer('stop', { language: 'en', organisation: 'N'.repeat(200) });
  expect(countSegments(long)).toMatchObject({ coding: 'GSM-7', segments: 1 });
});
