import { changesOf, of } from '../changes.ts';

/** What came with a file or a sync says so. */
interface Imported {
  source?: 'import' | 'sync' | 'api';
}
interface Decided {
  amount: string;
  currency: string;
  promisedOn: string;
}

/** Invoices (C2). */
export const invoiceChanges = changesOf('invoice', 'customer', {
  created: { event: 'invoice.created', isOnce: true, data: of<Imported>() },
  updated: { event: 'invoice.updated', data: of<Imported>() },
  overdue: { event: 'invoice.overdue', data: of<{ dueOn: string; balance: string; currency: string }>() },
  disputed: { event: 'invoice.disputed' },
  undisputed: { event: 'invoice.undisputed' },
  paid: { event: 'invoice.paid', data: of<{ currency: string }>() },
  reopened: { event: 'invoice.reopened', data: of<{ balance: string; currency: string }>() },
  creditApplied: { event: 'invoice.credited', data: of<Imported & { relatedRecordId?: string }>() },
  adjusted: {
    event: 'invoice.adjusted',
    data: of<{ cause: 'correction' | 'write_off'; delta: string; balance: string; currency: string }>(),
  },
  paymentRecorded: { data: of<Imported & { paymentId?: string }>() },
  paymentReversed: { data: of<Imported & { paymentId: string }>() },
  voided: { event: 'invoice.voided', isOnce: true },
});

/** Payments (C2). */
export const paymentChanges = changesOf('payment', 'customer', {
  recorded: {
    event: 'payment.recorded',
    isOnce: true,
    data: of<Imported & { invoiceId?: string; invoiceIds?: string[]; amount: string; currency: string }>(),
  },
  allocated: {
    event: 'payment.allocated',
    data: of<{ invoiceId: string; amount: string; currency: string }>(),
  },
  reversed: {
    event: 'payment.reversed',
    data: of<
      Imported & {
        reversalId: string;
        invoiceIds: string[];
        amount: string;
        currency: string;
        reversedOn: string;
      }
    >(),
  },
});

/** Promises to pay (C13). */
export const promiseChanges = changesOf('promise', 'customer', {
  made: { event: 'promise.made', isOnce: true, data: of<{ invoiceIds: string[] }>() },
  kept: { event: 'promise.kept', data: of<Decided>() },
  broken: { event: 'promise.broken', data: of<Decided>() },
  reopened: { event: 'promise.reopened', data: of<Decided>() },
  void: { event: 'promise.voided', data: of<Decided>() },
  withdrawn: { event: 'promise.withdrawn' },
});

/** What other systems know of a customer (C16). */
export const relatedRecordChanges = changesOf('relatedRecord', 'customer', {
  created: { event: 'related_record.created', data: of<Imported>() },
  updated: { event: 'related_record.updated', data: of<Imported>() },
});
