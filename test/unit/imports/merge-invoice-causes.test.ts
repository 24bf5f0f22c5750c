import { expect, test } from '@jest/globals';
import type { LoweringCause } from '../../../contracts/receivables/kinds.ts';
import {
  mergeInvoice,
  type InvoiceInput,
  type StoredInvoice,
} from '../../../domain/imports/merge-invoice.ts';

const customer = { id: 'cus_1', currency: 'EUR' };
const row = (values: Partial<InvoiceInput>): InvoiceInput => ({
  number: 'INV-1',
  issuedOn: '2026-01-01',
  dueOn: '2026-02-01',
  amount: '100',
  balance: undefined,
  currency: undefined,
  status: undefined,
  isDisputed: undefined,
  disputeReason: undefined,
  poNumber: undefined,
  payUrl: undefined,
  pdfUrl: undefined,
  ...values,
});
const stored = (values: Partial<StoredInvoice>): StoredInvoice => ({
  ...mergeInvoice(null, row({}), { customer, onDay: '2026-01-01' }).invoice,
  id: 'inv_1',
  source: 'import',
  ...values,
});
const moves = (earlier: StoredInvoice | null, values: Partial<InvoiceInput>) =>
  mergeInvoice(earlier, row(values), { customer, onDay: '2026-03-02' }).moves.map(
    ({ cause, delta, balance }) => `${cause} ${delta} ${balance}`,
  );
const open = stored({});
const halfPaid = stored({ balance: '50' });

test.each<[string, StoredInvoice | null, Partial<InvoiceInput>, string[]]>([
  ['a first import', null, { balance: '40' }, ['issued 100 100', 'issued -60 40']],
  ['a first import of what was never owed', null, { status: 'void' }, ['issued 100 100', 'void -100 0']],
  ['a lower balance was paid', open, { balance: '40' }, ['import -60 40']],
  ['an invoice that is worth less was not', open, { amount: '60' }, ['correction -40 60']],
  ['both at once', open, { amount: '60', balance: '10' }, ['correction -40 60', 'import -50 10']],
  ['worth more, and paid', open, { amount: '150', balance: '0' }, ['correction 50 150', 'import -150 0']],
  [
    'worth less, and owing more: nothing seems paid on the way',
    halfPaid,
    { amount: '60', balance: '60' },
    ['import 50 100', 'correction -40 60'],
  ],
  ['a balance that rises takes back what was shown', halfPaid, { balance: '100' }, ['import 50 100']],
  ['voided', halfPaid, { status: 'void' }, ['void -50 0']],
  ['no longer void', stored({ status: 'void', balance: '0' }), { status: 'open' }, ['void 100 100']],
  [
    'a first import that tells when it was paid',
    null,
    { balance: '40', paidOn: '2026-01-20' },
    ['issued 100 100', 'import -60 40'],
  ],
  ['nothing new', halfPaid, { balance: '50.00' }, []],
])('C13: every movement has its cause: %s', (_title, earlier, values, expected) => {
  expect(moves(earlier, values)).toEqual(expected);
});

test.each<LoweringCause>(['payment', 'credit', 'correction', 'write_off'])(
  'C13: a balance that fell by %s says so, one that rose does not',
  (loweredBy) => {
    expect(moves(open, { balance: '40', loweredBy })).toEqual([`${loweredBy} -60 40`]);
    expect(moves(halfPaid, { balance: '60', loweredBy })).toEqual(['import 10 60']);
  },
);

test.each<[string, StoredInvoice | null, Partial<InvoiceInput>, string[]]>([
  ['nobody told it', open, { balance: '40' }, ['2026-03-02']],
  ['what was paid, on its own day', open, { balance: '40', paidOn: '2026-02-10' }, ['2026-02-10']],
  [
    'a deposit, from when there is something to pay',
    open,
    { balance: '0', paidOn: '2025-12-01' },
    ['2026-01-01'],
  ],
  ['what rises again is not of that day', halfPaid, { balance: '90', paidOn: '2026-02-10' }, ['2026-03-02']],
  [
    'nor is a correction',
    open,
    { amount: '60', balance: '10', paidOn: '2026-02-10' },
    ['2026-03-02', '2026-02-10'],
  ],
  ['nor is voiding', open, { status: 'void', paidOn: '2026-02-10' }, ['2026-03-02']],
])('C13: the day of a movement: %s', (_title, earlier, values, expected) => {
  const { moves: made } = mergeInvoice(earlier, row(values), { customer, onDay: '2026-03-02' });
  expect(made.map(({ effectiveOn }) => effectiveOn)).toEqual(expected);
});
