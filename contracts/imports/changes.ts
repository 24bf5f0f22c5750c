import { changesOf } from '../changes.ts';

/** Saved profiles of imports. */
export const importProfileChanges = changesOf('importProfile', 'nobody', {
  created: {},
  updated: {},
  deleted: {},
});
