import type { Operation } from '../operation.ts';
import { conversationOperations } from './conversations.operations.ts';
import { mailOperations } from './mails.operations.ts';
import { wishOperations } from './wishes.operations.ts';

/** Every operation of the wing inbox. */
export const operations: readonly Operation[] = [
  ...mailOperations,
  ...wishOperations,
  ...conversationOperations,
];
