import type { Operation } from '../operation.ts';
import { collectedOperations } from './collected.operations.ts';
import { creditOperations } from './credit.operations.ts';
import { exportOperations } from './exports.operations.ts';
import { invoiceOperations } from './invoices.operations.ts';
import { paymentOperations } from './payments.operations.ts';
import { promiseOperations } from './promises.operations.ts';
import { relatedRecordOperations } from './related-records.operations.ts';

/** Every operation of the wing receivables. */
export const operations: readonly Operation[] = [
  ...invoiceOperations,
  ...paymentOperations,
  ...collectedOperations,
  ...creditOperations,
  ...promiseOperations,
  ...relatedRecordOperations,
  ...exportOperations,
];
