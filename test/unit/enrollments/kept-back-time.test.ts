import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { keptBackSpans, type InvoiceHistory } from '../../../domain/enrollments/kept-back-time.ts';
import { planSteps } from '../../../domain/enrollments/plan.ts';
import { mergeSpans, subtractSpans, type Span } from '../../../domain/time/spans.ts';
import { after, at, executionOf, onDay, shown, snapshotOf, stepsOf } from '../../support/rows/snapshots.ts';
import { runs } from '../../support/rows/runs.ts';

/** An invoice that was entered at 0 and is open; holds as spans, an end of `Infinity`: open without an expiry. */
function invoice(change: Partial<Omit<InvoiceHistory, 'holds'>> & { held?: Span[] } = {}): InvoiceHistory {
  const { held = [], ...rest } = change;
  const holds = held.map(([startedAt, end]) => ({
    startedAt,
    expiresAt: null,
    endedAt: end === Infinity ? null : end,
  }));
  return { createdAt: 0, updatedAt: 0, isOpen: true, isDisputed: false, balances: [], holds, ...rest };
}

/** Closed at a moment by what was paid, and never written again. */
const paidAt = (moment: number): Partial<InvoiceHistory> => ({
  updatedAt: moment,
  isOpen: false,
  balances: [
    { at: 0, isOwed: true },
    { at: moment, isOwed: false },
  ],
});

describe('D8: when every open invoice was kept back', () => {
  test('D8: the holds of one invoice, overlapping ones merged', () => {
    const held: Span[] = [
      [30, 40],
      [10, 20],
      [15, 30],
    ];
    expect(keptBackSpans([invoice({ held })])).toEqual([[10, 40]]);
  });

  test('D8: of several invoices the time that all were held', () => {
    const invoices = [
      invoice({ held: [[10, 50]] }),
      invoice({
        held: [
          [5, 20],
          [30, 60],
        ],
      }),
    ];
    expect(keptBackSpans(invoices)).toEqual([
      [10, 20],
      [30, 50],
    ]);
  });

  test('D8: one invoice that nothing keeps back leaves no such time', () => {
    expect(keptBackSpans([invoice({ held: [[10, 50]] }), invoice()])).toEqual([]);
  });

  test('D8: a hold ends when it expires or is ended, whichever comes first', () => {
    const holds = [
      { startedAt: 10, expiresAt: 50, endedAt: 20 },
      { startedAt: 30, expiresAt: 40, endedAt: 90 },
      { startedAt: 60, expiresAt: 70, endedAt: null },
    ];
    expect(keptBackSpans([{ ...invoice(), holds }])).toEqual([
      [10, 20],
      [30, 40],
      [60, 70],
    ]);
  });

  test('D8: nobody knows the end of a hold without an expiry', () => {
    const invoices = [invoice({ held: [[10, Infinity]] }), invoice({ held: [[20, Infinity]] })];
    expect(keptBackSpans(invoices)).toEqual([[20, Infinity]]);
  });

  test('D8: an invoice that arrives ends it, until it is held too or paid', () => {
    const held: Span[] = [[10, 100]];
    expect(keptBackSpans([invoice({ held }), invoice({ createdAt: 30, held: [[40, 100]] })])).toEqual([
      [10, 30],
      [40, 100],
    ]);
    const paid = { ...paidAt(40), createdAt: 30, balances: [{ at: 40, isOwed: false }] };
    expect(keptBackSpans([invoice({ held }), invoice(paid)])).toEqual([
      [10, 30],
      [40, 100],
    ]);
  });

  test('D8: the payment of the last invoice that could be asked for begins it', () => {
    expect(keptBackSpans([invoice({ held: [[10, 100]] }), invoice(paidAt(60))])).toEqual([[60, 100]]);
  });

  test('D8: while nothing is open nothing is kept back, whatever hold is left', () => {
    expect(keptBackSpans([invoice({ ...paidAt(60), held: [[10, 100]] })])).toEqual([[10, 60]]);
    expect(keptBackSpans([])).toEqual([]);
  });

  test('D8: an invoice that an import opens again counts again', () => {
    const reopened = invoice({
      held: [[10, 100]],
      updatedAt: 50,
      balances: [
        { at: 0, isOwed: true },
        { at: 20, isOwed: true },
        { at: 30, isOwed: false },
        { at: 50, isOwed: true },
      ],
    });
    expect(keptBackSpans([reopened])).toEqual([
      [10, 30],
      [50, 100],
    ]);
  });

  test('D8: an invoice that was paid before it was entered was never open', () => {
    const balances = [
      { at: 30, isOwed: true },
      { at: 30, isOwed: false },
    ];
    const entered = invoice({ createdAt: 30, updatedAt: 80, isOpen: false, balances });
    expect(keptBackSpans([invoice({ held: [[10, 100]] }), entered])).toEqual([[10, 100]]);
  });

  test('D8: without movements of its balance an invoice was as it is since it was written last', () => {
    const closed = invoice({ updatedAt: 60, isOpen: false });
    expect(keptBackSpans([invoice({ held: [[10, 100]] }), closed])).toEqual([[60, 100]]);
  });

  test('D8: a dispute without a hold is known since the invoice was written last', () => {
    expect(keptBackSpans([invoice({ isDisputed: true, updatedAt: 40 })])).toEqual([[40, Infinity]]);
    expect(keptBackSpans([invoice({ isDisputed: true, updatedAt: 40, held: [[10, Infinity]] })])).toEqual([
      [10, Infinity],
    ]);
  });

  test('D8: it is what a slow look at every minute finds', () => {
    fc.assert(
      fc.property(histories, (invoices) => {
        const spans = keptBackSpans(invoices);
        expect(minutesOf((minute) => isIn(spans, minute))).toEqual(
          minutesOf((minute) => isAllKeptBack(invoices, minute)),
        );
        expect(mergeSpans(spans)).toEqual(spans);
      }),
      runs({ test: 500, proof: 20_000 }),
    );
  });
});

describe('spans of time', () => {
  const spans = fc
    .array(fc.tuple(fc.nat({ max: 40 }), fc.oneof(fc.nat({ max: 12 }), fc.constant(Infinity))))
    .map((list) => list.map(([start, length]): Span => [start, start + length]));

  test('D8: merged and subtracted, they cover what a slow look at every minute finds', () => {
    fc.assert(
      fc.property(spans, spans, (some, others) => {
        const [merged, taken] = [mergeSpans(some), mergeSpans(others)];
        const left = subtractSpans(merged, taken);
        expect(minutesOf((minute) => isIn(merged, minute))).toEqual(
          minutesOf((minute) => isIn(some, minute)),
        );
        expect(minutesOf((minute) => isIn(left, minute))).toEqual(
          minutesOf((minute) => isIn(some, minute) && !isIn(others, minute)),
        );
        expect(mergeSpans(left)).toEqual(left);
      }),
      runs({ test: 500, proof: 20_000 }),
    );
  });
});

describe('delays while every open invoice is kept back', () => {
  /** An enrollment whose step `a` left on Monday at 09:00, with a delay after it. */
  function delayed(keptBack: Span[], delay: string, change: Parameters<typeof after>[1] = {}) {
    const steps = stepsOf(onDay(0), after(delay, change));
    const sentAt = at('2026-03-02 09:00');
    const sent = executionOf(steps[0]!, { status: 'done', dueAt: sentAt, readyAt: sentAt, endedAt: sentAt });
    return snapshotOf({ steps, executions: [sent], keptBack });
  }
  const dueOf = (snapshot: ReturnType<typeof delayed>, now: number) => planSteps(snapshot, now)[0]!.dueAt!;

  test('D8, S11: they keep their remaining time; held twice over counts once', () => {
    const keptBack: Span[] = [[at('2026-03-03 09:00'), at('2026-03-10 15:00')]];
    const snapshot = delayed(keptBack, '3 days');
    expect(shown(dueOf(snapshot, at('2026-03-10 15:00')))).toBe('2026-03-12 15:00');
    const hold = { scope: 'customer', kind: 'manual', expiresAt: null } as const;
    const holds = [{ ...hold, startedAt: at('2026-03-08 00:00'), endedAt: at('2026-03-11 00:00') }];
    expect(shown(dueOf({ ...snapshot, holds }, at('2026-03-11 00:00')))).toBe('2026-03-13 00:00');
  });

  test('D8, S11: until a known expiry they are planned behind it, without one they move along', () => {
    const begin = at('2026-03-03 09:00');
    const known = delayed([[begin, at('2026-03-08 09:00')]], '3 days');
    expect(shown(dueOf(known, begin))).toBe('2026-03-10 09:00');
    const unknown = delayed([[begin, Infinity]], '3 days');
    expect(shown(dueOf(unknown, at('2026-03-20 12:00')))).toBe('2026-03-22 12:00');
  });

  test('D8, S6: a step due while everything was kept back moves with an edit, as in a pause', () => {
    const now = at('2026-03-09 09:00');
    const snapshot = delayed([[at('2026-03-03 08:00'), now]], '1 days');
    const due = executionOf(snapshot.steps[1]!, { dueAt: at('2026-03-03 08:00') });
    const steps = snapshot.steps.map((step) => ({ ...step, timingEditedAt: at('2026-03-05 09:00') }));
    const edited = { ...snapshot, steps, executions: [...snapshot.executions, due] };
    expect(shown(dueOf({ ...edited, keptBack: [] }, now))).toBe('2026-03-03 08:00');
    expect(shown(dueOf(edited, now))).toBe('2026-03-09 10:00');
  });

  test('D8, S11: a delay in minutes is over when a slow look at every minute has counted it', () => {
    const base = at('2026-03-02 09:00');
    const amount = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(histories, amount, (invoices, minutes) => {
        const keptBack = keptBackSpans(invoices);
        let minute = 0;
        for (let counted = 0; counted < minutes; minute += 1)
          if (!isAllKeptBack(invoices, minute)) counted += 1;
          else if (minute > MINUTES) return;
        const spans = keptBack.map(([start, end]): Span => [base + start * 60_000, base + end * 60_000]);
        expect(dueOf(delayed(spans, `${minutes} minutes`), base)).toBe(base + minute * 60_000);
      }),
      runs({ test: 300, proof: 10_000 }),
    );
  });
});

/** Everything that happens to the invoices of these tests happens before this minute. */
const MINUTES = 60;

/** A few invoices whose time is counted in minutes, with balances and holds that begin and end at random. */
const moment = fc.nat({ max: 50 });
const histories: fc.Arbitrary<InvoiceHistory[]> = fc.array(
  fc
    .record({
      createdAt: moment,
      moves: fc.array(fc.tuple(moment, fc.boolean()), { maxLength: 4 }),
      touched: fc.nat({ max: 5 }),
      holds: fc.array(
        fc.record({
          startedAt: moment,
          expiresAt: fc.option(fc.nat({ max: MINUTES })),
          endedAt: fc.option(fc.nat({ max: MINUTES })),
        }),
        { maxLength: 3 },
      ),
      isDisputed: fc.boolean(),
    })
    .map(({ createdAt, moves, touched, holds, isDisputed }): InvoiceHistory => {
      const balances = moves
        .map(([after, isOwed]) => ({ at: createdAt + after, isOwed }))
        .sort((a, b) => a.at - b.at);
      const updatedAt = Math.max(createdAt, ...balances.map((row) => row.at)) + touched;
      const isOpen = balances.at(-1)?.isOwed ?? true;
      return { createdAt, updatedAt, isOpen, isDisputed: isDisputed && isOpen, balances, holds };
    }),
  { maxLength: 4 },
);

const minutesOf = (check: (minute: number) => boolean): number[] =>
  Array.from({ length: 2 * MINUTES }, (_, minute) => minute).filter(check);

const isIn = (spans: readonly Span[], minute: number): boolean =>
  spans.some(([start, end]) => start <= minute && minute < end);

/** The rule as it is said: something is open, and a hold keeps back each of what is open. */
function isAllKeptBack(invoices: readonly InvoiceHistory[], minute: number): boolean {
  const open = invoices.filter(
    ({ createdAt, balances }) =>
      createdAt <= minute && (balances.findLast((row) => row.at <= minute)?.isOwed ?? true),
  );
  return (
    open.length > 0 &&
    open.every(
      ({ holds, isDisputed, updatedAt }) =>
        (isDisputed && minute >= updatedAt) ||
        holds.some(
          ({ startedAt, expiresAt, endedAt }) =>
            startedAt <= minute && minute < (expiresAt ?? Infinity) && minute < (endedAt ?? Infinity),
        ),
    )
  );
}
