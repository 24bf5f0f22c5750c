import { changesOf, of } from '../changes.ts';

const ofKind = { data: of<{ kind: string; isDryRun: boolean }>() };
/** Imports of files (C11). The counts are read through the API. */
export const importChanges = changesOf('import', 'nobody', {
  completed: { event: 'import.completed', isOnce: true, ...ofKind },
  failed: { event: 'import.failed', isOnce: true, ...ofKind },
});
