import type { Operation } from '../operation.ts';
import { wishOperations } from './wishes.operations.ts';

/** Every operation of the wing inbox. */
export const operations: readonly Operation[] = [...wishOperations];
