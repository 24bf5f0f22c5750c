import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decide } from '../../../domain/enrollments/decide.ts';
import { explain } from '../../../domain/enrollments/explain.ts';
import { heldBy } from '../../../domain/enrollments/held-by.ts';
import { notAskedIn, stopReasonOf } from '../../../domain/enrollments/rules.ts';
import type { OpenBalance } from '../../../domain/enrollments/snapshot.ts';
import { factsFingerprint } from '../../../domain/sending/send-facts.ts';
import { factsOf, pinned, prepare } from '../../support/rows/prepared-messages.ts';
import { NOTHING_KNOWN } from '../../support/rows/explain-details.ts';
import { textOf, type Units } from '../../support/rows/receivables-ledger.ts';
import { renderInvoice } from '../../support/rows/render-facts.ts';
import { runs } from '../../support/rows/runs.ts';
import { at, byHand, onDay, snapshotOf, stepsOf } from '../../support/rows/snapshots.ts';

const NOW = at('2026-03-02 09:00');
const owing = (change: Partial<OpenBalance>): OpenBalance => ({
  open: '1000.00',
  askable: '1000.00',
  undisputed: '1000.00',
  residue: '0',
  credit: '0',
  least: '0.01',
  currency: 'USD',
  releasesAt: null,
  ...change,
});
const notAsked = (change: Partial<OpenBalance>) =>
  notAskedIn(snapshotOf({ steps: stepsOf(onDay(0)), balance: owing(change) }));

describe('what a step of a sequence asks for', () => {
  test('C18: more credit than is owed, or as much: in credit', () => {
    const text = (credit: string) =>
      `The customer owes 1000.00 USD and has ${credit} USD to its credit: nothing is left to ask for.`;
    expect(notAsked({ credit: '1500.0000' })).toEqual({ code: 'in_credit', text: text('1500.00') });
    expect(notAsked({ credit: '1000.0000' })).toEqual({ code: 'in_credit', text: text('1000.00') });
    expect(notAsked({ credit: '999.9900' })).toBeNull();
  });

  test('C19: less than the least is not asked for, as much is; both amounts are said', () => {
    expect(notAsked({ askable: '3.2000', open: '3.2000', least: '5.00' })).toEqual({
      code: 'below_minimum',
      text: 'What is left to ask for, 3.20 USD, is less than the least amount worth a letter, 5.00 USD.',
    });
    expect(notAsked({ askable: '5', open: '5', least: '5.00' })).toBeNull();
  });

  test('C2, C19: amounts have the decimals of their currency', () => {
    const yen = { open: '400', askable: '400', least: '500', currency: 'JPY' };
    expect(notAsked(yen)?.text).toBe(
      'What is left to ask for, 400 JPY, is less than the least amount worth a letter, 500 JPY.',
    );
    const dinar = { open: '0.4', askable: '0.4', least: '0.500', currency: 'KWD' };
    expect(notAsked(dinar)?.text).toContain('0.400 KWD, is less than');
  });

  test('C19: a residue of before asks for nothing, however many there are', () => {
    const residue = { open: '0', askable: '0', undisputed: '0', residue: '0.0120' };
    expect(notAsked(residue)).toEqual({
      code: 'below_minimum',
      text: 'What is open, 0.012 USD, is below the smallest unit of the currency: nobody can pay it.',
    });
  });

  test('S16: credit is no payment: only a gross balance of zero stops', () => {
    const stop = (change: Partial<OpenBalance>) =>
      stopReasonOf(snapshotOf({ steps: stepsOf(onDay(0)), balance: owing(change) }), NOW);
    expect(stop({ credit: '5000' })).toBeNull();
    expect(stop({ open: '0', askable: '0', undisputed: '0', credit: '5000' })).toBe('paid');
    expect(stop({ open: '0', askable: '0', undisputed: '0', residue: '0.0040' })).toBeNull();
  });

  test.each(['call', 'task', 'social', 'email'] as const)(
    'C18: a %s of a person is skipped when its time comes, and the enrollment goes on',
    (type) => {
      const steps = stepsOf(byHand({ ...onDay(0), type }), byHand({ ...onDay(1), type }));
      const snapshot = snapshotOf({ steps, balance: owing({ credit: '1000' }) });
      const decision = decide(snapshot, NOW, () => 'new');
      expect(decision.became).toMatchObject([
        { kind: 'skipped', execution: { skipReason: 'in_credit', skipDetail: expect.any(String) } },
      ]);
      expect(decision).toMatchObject({ stop: null, isCompleted: false, directive: { kind: 'wait' } });
    },
  );

  test('C18, S16: where nothing is open a person keeps the task', () => {
    const nothing = { open: '0', askable: '0', undisputed: '0' };
    const steps = stepsOf(byHand(onDay(0)));
    const snapshot = snapshotOf({ steps, balance: owing(nothing), enrollment: { hasOwed: false } });
    expect(decide(snapshot, NOW, () => 'new').became).toMatchObject([{ kind: 'ready' }]);
  });

  test('O7, C18: explaining names the amounts, and that nothing leaves', () => {
    const snapshot = snapshotOf({ steps: stepsOf(onDay(1)), balance: owing({ credit: '1500' }) });
    const explanation = explain(snapshot, NOW, NOTHING_KNOWN);
    expect(explanation.nextSendAt).toBeNull();
    expect(explanation.answer).toContain('does not leave on 2026-03-03');
    expect(explanation.reasons).toMatchObject([{ code: 'in_credit', until: null }]);
  });
});

describe('content that somebody saw', () => {
  const facts = (credit?: string) => ({ customer: { currency: 'EUR', credit }, invoices: [renderInvoice()] });

  test('D7: what was edited before credit was known has not moved where there is none', () => {
    const before = JSON.stringify([
      'EUR',
      [renderInvoice()].map(({ number, balance, dueOn }) => [number, balance, dueOn]),
      ['a@b.example'],
    ]);
    expect(factsFingerprint(facts(), ['a@b.example'])).toBe(before);
    expect(factsFingerprint(facts('0'), ['a@b.example'])).toBe(before);
    expect(factsFingerprint(facts('0.0000'), ['a@b.example'])).toBe(before);
  });

  test('D7, C18: credit that moved is a fact that moved, the same credit written otherwise is not', () => {
    expect(factsFingerprint(facts('10.5'), [])).not.toBe(factsFingerprint(facts('10.6'), []));
    expect(factsFingerprint(facts('10.5'), [])).toBe(factsFingerprint(facts('10.5000'), []));
    const factsHash = `hash of ${factsFingerprint(factsOf(), ['jane@buyer.example'])}`;
    expect(prepare(pinned({ factsHash, body: '<p>x</p>' })).kind).toBe('message');
    const customer = { ...factsOf().customer, credit: '10.00' };
    expect(prepare({ ...pinned({ factsHash, body: '<p>x</p>' }), customer })).toMatchObject({
      code: 'facts_moved',
    });
  });
});

/** An invoice as a bookkeeper has it, in ten-thousandths. */
interface Book {
  balance: Units;
  isDisputed: boolean;
  isHeld: boolean;
}

const UNIT = 100n;
const total = (books: readonly Book[]): Units => books.reduce((sum, { balance }) => sum + balance, 0n);

/** The rules of S16, D8, C18 and C19 as a person would go through them, with whole numbers. */
function expected(
  books: readonly Book[],
  {
    credit,
    least,
    hasOwed,
    isOutreach,
  }: Record<'credit' | 'least', Units> & Record<'hasOwed' | 'isOutreach', boolean>,
): string {
  const real = books.filter(({ balance }) => balance >= UNIT);
  if (!isOutreach && hasOwed && books.length === 0) return 'stop paid';
  if (isOutreach) return 'asked';
  const askable = total(real.filter(({ isDisputed, isHeld }) => !isDisputed && !isHeld));
  if (real.length > 0 && askable === 0n) return 'held';
  if (books.length === 0) return 'skip nothing_owed';
  if (real.length === 0) return 'skip below_minimum';
  if (credit > 0n && askable - credit <= 0n) return 'skip in_credit';
  return askable - credit < least ? 'skip below_minimum' : 'asked';
}

test('C18, C19, S16, D8: deciding and preparing agree with a plain recomputation on every balance', () => {
  const money = (max: number) => fc.integer({ min: 1, max }).map((value) => BigInt(value) * UNIT);
  const book = fc.record({
    balance: fc.oneof(
      { weight: 6, arbitrary: money(2000) },
      { weight: 1, arbitrary: fc.integer({ min: 1, max: 99 }).map(BigInt) },
    ),
    isDisputed: fc.boolean(),
    isHeld: fc.boolean(),
  });
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(
      fc.array(book, { maxLength: 4 }),
      fc.oneof(fc.constant(0n), money(3000)),
      fc.oneof(fc.constant(UNIT), money(1500)),
      fc.boolean(),
      fc.integer({ min: 0, max: 9 }),
      (books, credit, least, hasOwed, dice) => {
        const isOutreach = dice === 0;
        const real = books.filter(({ balance }) => balance >= UNIT);
        const sum = (kept: (book: Book) => boolean) => textOf(total(real.filter(kept)));
        const balance = owing({
          open: sum(() => true),
          askable: sum(({ isDisputed, isHeld }) => !isDisputed && !isHeld),
          undisputed: sum(({ isDisputed }) => !isDisputed),
          residue: textOf(total(books.filter((each) => each.balance < UNIT))),
          credit: textOf(credit),
          least: textOf(least),
        });
        const stopRules = {
          onReply: true,
          onBounce: true,
          onPaid: !isOutreach,
          onAllDisputed: false,
          onNotActive: true,
        };
        const purpose = isOutreach ? ('outreach' as const) : ('collections' as const);
        const input = { balance, enrollment: { hasOwed }, sequence: { purpose, stopRules } };
        const snapshot = snapshotOf({ steps: stepsOf(byHand(onDay(0))), ...input });
        const { stop, became } = decide(snapshot, NOW, () => 'new');
        const prepared = prepare({}, input);
        const claimed = prepared.kind === 'skip' ? `skip ${prepared.reason}` : 'asked';
        const outcome = stop ? `stop ${stop}` : heldBy(snapshot, NOW) ? 'held' : claimed;
        expect(outcome).toBe(expected(books, { credit, least, hasOwed, isOutreach }));
        seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
        // A person's step is left out for the same reasons, but for the one that S16 decides.
        const byPerson = became.map(({ kind, execution }) =>
          kind === 'ready' ? 'asked' : `skip ${execution.skipReason}`,
        );
        const isLeft = outcome.startsWith('stop') || outcome === 'held';
        expect(byPerson).toEqual(isLeft ? [] : [outcome === 'skip nothing_owed' ? 'asked' : outcome]);
      },
    ),
    runs({ test: 2000, proof: 20_000 }),
  );
  expect([...seen.keys()].sort()).toEqual(
    ['asked', 'held', 'skip below_minimum', 'skip in_credit', 'skip nothing_owed', 'stop paid'].sort(),
  );
});
