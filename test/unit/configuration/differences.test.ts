import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { differencesOf, partDifferencesOf } from '../../../domain/configuration/differences.ts';
import { fileNamesOf } from '../../../domain/configuration/file-names.ts';
import { pathWithNames, withIds, withNames } from '../../../domain/configuration/references.ts';
import { matchSteps, mergedOrder, movedPlaces } from '../../../domain/sequences/match-steps.ts';
import { matchTouchpoints } from '../../../domain/programs/match-touchpoints.ts';
import { hashOf } from '../../../infra/hash.ts';
import { runs } from '../../support/rows/runs.ts';

describe('O11: differences', () => {
  test('are told field by field; what is not given stays, and an order of members is none', () => {
    const before = {
      name: 'A',
      window: { start: '08:00', stop: '17:00' },
      sendDays: [1, 2],
      note: 'x',
      extra: 1,
    };
    const after = { window: { stop: '18:00', start: '08:00' }, name: 'A', sendDays: [2, 1], note: null };
    expect(differencesOf(before, after)).toEqual([
      { field: 'window.stop', before: '17:00', after: '18:00' },
      { field: 'sendDays', before: [1, 2], after: [2, 1] },
      { field: 'note', before: 'x', after: null },
    ]);
  });

  test('of rules count only those that are given; of anything else all members do', () => {
    const before = {
      stopRules: { onReply: true, onPaid: true },
      variants: { de: { subject: 'A' }, fr: { subject: 'B' } },
    };
    const after = { stopRules: { onReply: false }, variants: { de: { subject: 'A' } } };
    expect(differencesOf(before, after)).toEqual([
      { field: 'stopRules.onReply', before: true, after: false },
      { field: 'variants.fr', before: { subject: 'B' }, after: null },
    ]);
  });

  test('of another kind of thing are told as a whole', () => {
    const before = { timing: { kind: 'offset', days: 3, sendTime: '09:00' } };
    const after = { timing: { kind: 'delay', amount: 1, unit: 'days', atTime: null } };
    expect(differencesOf(before, after)).toEqual([
      { field: 'timing', before: before.timing, after: after.timing },
    ]);
  });

  test('of parts stand under their labels, with what is new, what goes and what changes its place', () => {
    const before = [{ label: 'A', days: 1 }, { label: 'B' }, { label: 'C' }];
    const after = [{ label: 'C' }, { label: 'A', days: 2 }, { label: 'D' }];
    const parts = {
      field: 'steps',
      before,
      after,
      places: [2, 0, null],
      order: mergedOrder(3, [2, 0, null]),
    };
    expect(partDifferencesOf({ ...parts, others: 'remove', order: [{ known: 2 }, { known: 0 }] })).toEqual([
      { field: 'steps["B"]', before: { label: 'B' }, after: null },
      { field: 'steps["A"].days', before: 1, after: 2 },
      { field: 'steps["D"]', before: null, after: { label: 'D' } },
      { field: 'steps', before: ['A', 'C'], after: ['C', 'A'] },
    ]);
    expect(partDifferencesOf({ ...parts, others: 'keep' }).at(-1)).toEqual({
      field: 'steps',
      before: ['A', 'B', 'C'],
      after: ['C', 'A', 'B'],
    });
  });
});

describe('O11, S6: steps are found again by what they are', () => {
  const step = (label: string, days: number, more: object = {}) => ({
    type: 'email' as const,
    label,
    timing: { kind: 'offset' as const, days, sendTime: '09:00' },
    subject: 'S',
    body: 'B',
    prompt: null,
    instructions: null,
    ...more,
  });

  const warm = { branch: 'warm' };
  const silent = { subject: null, body: null };

  test.each([
    ['another day', [step('A', 1)], [step('A', 4)], [0]],
    ['another label in any case', [step('A', 1), step('B', 2)], [step('b', 2), step('Z', 1)], [1, 0]],
    [
      'labels that are alike, by day, then in order',
      [step('A', 1), step('A', 5)],
      [step('A', 5), step('A', 9)],
      [1, 0],
    ],
    ['swapped days', [step('A', 1), step('B', 5)], [step('B', 1), step('A', 5)], [1, 0]],
    ['another type is another step', [step('A', 1)], [step('A', 1, { type: 'call' })], [null]],
    ['moved to another branch', [step('A', 1), step('B', 2)], [step('A', 1), step('B', 2, warm)], [0, 1]],
    [
      'one of a label in each branch, told in another order',
      [step('A', 1), step('A', 1, warm)],
      [step('A', 1, warm), step('A', 1)],
      [1, 0],
    ],
    [
      'moved away, while another takes its day at home',
      [step('B', 3)],
      [step('New', 3), step('B', 3, warm)],
      [null, 0],
    ],
    ['moved under another label, with its words', [step('A', 1)], [step('Z', 1, warm)], [0]],
    [
      'without words, another label in another branch: a new one',
      [step('A', 1, silent)],
      [step('Z', 1, { ...silent, ...warm })],
      [null],
    ],
    ['other label, day and words: a new one', [step('A', 1)], [step('C', 3, { subject: 'T' })], [null]],
  ])('%s', (_what, known, given, places) => {
    expect(matchSteps(known, given)).toEqual(places);
  });

  test('wherever they are moved, and in whatever order they are told, each stays itself', () => {
    const branch = fc.constantFrom(undefined, 'warm', 'cold');
    const places = fc.tuple(
      fc.array(branch, { minLength: 6, maxLength: 6 }),
      fc.shuffledSubarray([0, 1, 2, 3, 4, 5]),
    );
    fc.assert(
      fc.property(places, fc.array(branch, { minLength: 6, maxLength: 6 }), ([before, order], after) => {
        const known = before.map((name, index) => step(`S${index}`, index % 3, { branch: name }));
        const given = order.map((index) => step(`S${index}`, index % 3, { branch: after[index] }));
        expect(matchSteps(known, given)).toEqual(order);
      }),
      runs({ test: 200, proof: 5_000 }),
    );
  });

  test('a delay is found by its words too, since several may be alike', () => {
    const late = (label: string, body: string) => ({
      ...step(label, 0, { body }),
      timing: { kind: 'delay' as const, amount: 3, unit: 'days' as const, atTime: null },
    });
    expect(matchSteps([late('A', 'x'), late('B', 'y')], [late('C', 'y'), late('D', 'z')])).toEqual([1, null]);
  });

  test('a touchpoint is found by level and label, or by offset', () => {
    const one = (label: string, offsetDays: number, level: 'account' | 'invoice' = 'account') => ({
      label,
      offsetDays,
      level,
    });
    expect(
      matchTouchpoints(
        [one('A', 1), one('B', 7), one('A', 7, 'invoice')],
        [one('C', 7), one('a', 3), one('A', 9, 'invoice')],
      ),
    ).toEqual([1, 0, 2]);
  });

  test('what is not given stays behind what it follows, and the fewest steps move', () => {
    expect(mergedOrder(4, [3, null, 0])).toEqual([
      { known: 3, given: 0 },
      { known: null, given: 1 },
      { known: 0, given: 2 },
      { known: 1, given: null },
      { known: 2, given: null },
    ]);
    expect([...movedPlaces([0, 2, 3, 1, 4])]).toEqual([1]);
    expect([...movedPlaces([0, 1, 2])]).toEqual([]);
  });

  test('of any order every step stands there once, and those that stay are in order', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...Array(8).keys()]), (places) => {
        const order = mergedOrder(8, places).map(({ known }) => known!);
        expect(order.toSorted((a, b) => a - b)).toEqual([...Array(8).keys()]);
        const moved = movedPlaces(order);
        const stays = order.filter((place) => !moved.has(place));
        expect(stays).toEqual(stays.toSorted((a, b) => a - b));
      }),
      runs({ test: 100, proof: 10_000 }),
    );
  });
});

describe('O11: names', () => {
  test('stand in the places of ids, and only there', () => {
    const ids = {
      mailboxId: 'm1',
      memberIds: ['u1', 'u2'],
      steps: [
        { mailboxId: null, assignee: { rule: 'user', userId: 'u1' }, variants: { de: { userId: 'text' } } },
      ],
    };
    const names = withNames(ids, (to, id) => `${to} ${id}`);
    expect(names).toEqual({
      mailbox: 'mailbox m1',
      members: ['user u1', 'user u2'],
      steps: [
        { mailbox: null, assignee: { rule: 'user', user: 'user u1' }, variants: { de: { userId: 'text' } } },
      ],
    });
    const refused: string[] = [];
    const back = withIds(
      names,
      (_to, name) => name.split(' ')[1]!,
      (path) => void refused.push(path),
    );
    expect([back, refused]).toEqual([ids, []]);
    expect(
      withIds(
        ids,
        () => null,
        (path) => void refused.push(path),
      ),
    ).toMatchObject({});
    expect(refused).toEqual(['mailboxId', 'memberIds', 'steps[0].mailboxId', 'steps[0].assignee.userId']);
    expect(pathWithNames('steps[2].assignee.userId')).toBe('steps[2].assignee.user');
  });

  test('become names of files that differ, whatever they are, and stay when others come', () => {
    const names = [
      'Late payers, first chase',
      'Größe',
      'grosse',
      '株式会社',
      '請求',
      'A/B',
      'a b',
      '..',
      'x'.repeat(300),
      'Con',
      'LPT1',
    ];
    const files = fileNamesOf(names, hashOf);
    expect(new Set(files).size).toBe(names.length);
    for (const file of files) expect(file).toMatch(/^[a-z0-9-]{1,90}$/);
    expect(files.some((file) => /^(?:con|lpt1)$/.test(file))).toBe(false);
    expect(files[0]).toBe('late-payers-first-chase');
    expect(fileNamesOf([...names, 'Another'], hashOf).slice(0, -1)).toEqual(files);
  });
});
