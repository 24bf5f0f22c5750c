import type { Operation } from '../operation.ts';
import { actionOperations } from './actions.operations.ts';
import { customerExplanationOperations } from './customer-explanation.operations.ts';
import { insightOperations } from './insights.operations.ts';
import { signalOperations } from './signals.operations.ts';

/** Every operation of the wing insights. */
export const operations: readonly Operation[] = [
  ...signalOperations,
  ...insightOperations,
  ...customerExplanationOperations,
  ...actionOperations,
];
