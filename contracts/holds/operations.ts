import type { Operation } from '../operation.ts';
import { holdOperations } from './holds.operations.ts';
import { switchOperations } from './switches.operations.ts';

/** Every operation of the wing holds. */
export const operations: readonly Operation[] = [...holdOperations, ...switchOperations];
