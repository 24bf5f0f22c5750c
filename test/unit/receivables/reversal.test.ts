import { describe, expect, test } from '@jest/globals';
import { movesOf, partsToReverse, type PaidPart } from '../../../domain/receivables/reversal.ts';

const part = (invoiceId: string, amount: string, reversed = '0'): PaidPart => ({
  allocationId: `a-${invoiceId}`,
  invoiceId,
  invoiceNumber: invoiceId,
  amount,
  reversed,
});
const taken = (
  payment: { amount: string; reversed?: string; parts: PaidPart[] },
  amount: string,
  invoiceId?: string,
) =>
  partsToReverse({ reversed: '0', ...payment }, { amount, invoiceId })?.map(
    (each) => `${each.part.invoiceId} ${each.amount}`,
  ) ?? null;

describe('C20: which parts of a payment come back', () => {
  const parts = [part('one', '100'), part('two', '50')];
  test('what is on account first, then the latest part, to the cent', () => {
    expect(taken({ amount: '180', parts }, '30')).toEqual([]);
    expect(taken({ amount: '180', parts }, '30.01')).toEqual(['two 0.01']);
    expect(taken({ amount: '180', parts }, '100')).toEqual(['two 50', 'one 20']);
    expect(taken({ amount: '180', parts }, '180')).toEqual(['two 50', 'one 100']);
    expect(taken({ amount: '180', parts }, '180.01')).toBeNull();
  });
  test('C18: what a void invoice set free before what somebody would owe again', () => {
    const free = [{ ...part('void', '60'), isFree: true }, part('one', '40')];
    expect(taken({ amount: '100', parts: free }, '60')).toEqual(['void 60']);
    expect(taken({ amount: '100', parts: free }, '70')).toEqual(['void 60', 'one 10']);
  });
  test('only those of the invoice that is named, and never twice', () => {
    expect(taken({ amount: '180', parts }, '100', 'one')).toEqual(['one 100']);
    expect(taken({ amount: '180', parts }, '101', 'one')).toBeNull();
    const some = [part('one', '100', '90'), part('two', '50', '50')];
    expect(taken({ amount: '150', reversed: '140', parts: some }, '10')).toEqual(['one 10']);
    expect(taken({ amount: '150', reversed: '140', parts: some }, '10.01')).toBeNull();
  });
});

describe('C20: how the balance moves', () => {
  const moves = (status: 'open' | 'paid' | 'void', balance: string, amount: string, credit = '0') => {
    const { invoice, moves: made } = movesOf({ status, amount: '100', balance, credit }, amount);
    return [
      `${invoice.status} ${invoice.balance}${invoice.credit === '0' ? '' : ` credit ${invoice.credit}`}`,
      ...made.map((move) => `${move.cause} ${move.delta} ${move.balance}`),
    ];
  };
  test('a paid invoice is open again, a part-paid one owes more', () => {
    expect(moves('paid', '0', '100')).toEqual(['open 100', 'payment 100 100']);
    expect(moves('open', '30', '20')).toEqual(['open 50', 'payment 20 50']);
  });
  test('never more than its amount, and nothing where it is void', () => {
    expect(moves('open', '90', '20')).toEqual(['open 100', 'payment 20 110', 'import -10 100']);
    expect(moves('void', '0', '20')).toEqual(['void 0', 'payment 20 20', 'void -20 0']);
  });
  test('C18: what was paid beyond the amount pays it first', () => {
    expect(moves('paid', '0', '100', '25')).toEqual(['open 75', 'payment 100 100', 'import -25 75']);
    expect(moves('paid', '0', '20', '25')).toEqual(['paid 0 credit 5', 'payment 20 20', 'import -20 0']);
  });
});
