import type { Operation } from '../operation.ts';
import { changeStreamOperations } from './change-stream.operations.ts';
import { preferenceOperations } from './preferences.operations.ts';
import { savedViewOperations } from './saved-views.operations.ts';
import { searchOperations } from './search.operations.ts';

/** Every operation of the wing console. */
export const operations: readonly Operation[] = [
  ...changeStreamOperations,
  ...searchOperations,
  ...savedViewOperations,
  ...preferenceOperations,
];
