import { changesOf, of } from '../changes.ts';

/** Saved profiles of imports. */
export const importProfileChanges = changesOf('importProfile', 'nobody', {
  created: {},
  updated: {},
  deleted: {},
});

const ofKind = { data: of<{ kind: string }>() };
/** Imports of files (C11), but no dry runs. The counts are read through the API. */
export const importChanges = changesOf('import', 'nobody', {
  completed: { event: 'import.completed', isOnce: true, ...ofKind },
  failed: { event: 'import.failed', isOnce: true, ...ofKind },
  waiting: { event: 'import.waiting', isOnce: true, ...ofKind },
  closingConfirmed: {},
  closingDeclined: {},
});
