import type { Operation } from '../operation.ts';
import { branchOperations } from './branches.operations.ts';
import { resultOperations } from './results.operations.ts';
import { sequenceOperations } from './sequences.operations.ts';
import { starterOperations } from './starters.operations.ts';
import { stepOperations } from './steps.operations.ts';

/** Every operation of the wing sequences. */
export const operations: readonly Operation[] = [
  ...sequenceOperations,
  ...starterOperations,
  ...stepOperations,
  ...branchOperations,
  ...resultOperations,
];
