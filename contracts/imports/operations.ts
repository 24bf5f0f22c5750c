import type { Operation } from '../operation.ts';
import { importProfileOperations } from './import-profiles.operations.ts';
import { importOperations } from './imports.operations.ts';
import { syncOperations } from './sync.operations.ts';

/** Every operation of the wing imports. */
export const operations: readonly Operation[] = [
  ...importOperations,
  ...importProfileOperations,
  ...syncOperations,
];
