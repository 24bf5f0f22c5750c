import type { Operation } from '../operation.ts';
import { configurationOperations } from './configuration.operations.ts';

/** Every call of configuration. */
export const operations: readonly Operation[] = [...configurationOperations];
