import type { Operation } from '../operation.ts';
import { audienceOperations } from './audiences.operations.ts';
import { automationOperations } from './automations.operations.ts';
import { scoreOperations } from './scores.operations.ts';

/** Every call about automations. */
export const operations: readonly Operation[] = [
  ...automationOperations,
  ...audienceOperations,
  ...scoreOperations,
];
