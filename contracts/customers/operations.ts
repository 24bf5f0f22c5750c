import type { Operation } from '../operation.ts';
import { communicationOperations } from './communications.operations.ts';
import { contactOperations } from './contacts.operations.ts';
import { customerTableOperations } from './customer-table.operations.ts';
import { customerOperations } from './customers.operations.ts';
import { labelOperations } from './labels.operations.ts';
import { listOperations } from './lists.operations.ts';
import { noteOperations } from './notes.operations.ts';
import { propertyOperations } from './properties.operations.ts';
import { receivablesTrendOperations } from './receivables-trend.operations.ts';

/** Every operation of the wing customers. */
export const operations: readonly Operation[] = [
  ...customerOperations,
  ...customerTableOperations,
  ...receivablesTrendOperations,
  ...contactOperations,
  ...listOperations,
  ...labelOperations,
  ...propertyOperations,
  ...noteOperations,
  ...communicationOperations,
];
