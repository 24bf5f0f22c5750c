import type { Operation } from '../operation.ts';
import { suggestionOperations } from './suggestions.operations.ts';

/** Every operation of the inbox. */
export const operations: readonly Operation[] = [...suggestionOperations];
