import type { Operation } from '../operation.ts';
import { erasureOperations } from './erasures.operations.ts';
import { reconcileOperations } from './reconcile.operations.ts';

/** Every operation of the wing upkeep. */
export const operations: readonly Operation[] = [...reconcileOperations, ...erasureOperations];
