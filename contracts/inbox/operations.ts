import type { Operation } from '../operation.ts';
import { conversationOperations } from './conversations.operations.ts';

/** Every operation of the wing inbox. */
export const operations: readonly Operation[] = [...conversationOperations];
