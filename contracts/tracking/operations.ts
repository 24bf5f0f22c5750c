import type { Operation } from '../operation.ts';
import { hitOperations } from './hits.operations.ts';

/** Every operation of the wing tracking. */
export const operations: readonly Operation[] = [...hitOperations];
