import type { Operation } from '../operation.ts';
import { audienceOperations } from './audiences.operations.ts';
import { automationMessageOperations } from './messages.operations.ts';
import { automationOperations } from './automations.operations.ts';
import { passOperations } from './passes.operations.ts';
import { scoreOperations } from './scores.operations.ts';

/** Every call about automations. */
export const operations: readonly Operation[] = [
  ...automationOperations,
  ...passOperations,
  ...audienceOperations,
  ...automationMessageOperations,
  ...scoreOperations,
];
