import type { Operation } from '../operation.ts';
import { bulkChangeOperations } from './bulk-changes.operations.ts';

/** Every operation of the wing bulk-changes. */
export const operations: readonly Operation[] = [...bulkChangeOperations];
