export * as balances from './balances.ts';
export * as exports from './exports.ts';
export * as invoiceList from './invoice-list.ts';
export * as invoices from './invoices.ts';
export * as payments from './payments.ts';
export * as promiseDecisions from './promise-decisions.ts';
export * as promises from './promises.ts';
export * as relatedRecords from './related-records.ts';
