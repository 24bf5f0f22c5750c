import type { Operation } from '../operation.ts';
import { webhookOperations } from './webhooks.operations.ts';

/** Every operation of the wing webhooks. */
export const operations: readonly Operation[] = [...webhookOperations];
