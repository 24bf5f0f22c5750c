import { changesOf } from '../changes.ts';

const kinds = { created: {}, updated: {}, removed: {} };

/** Views that one user keeps (W2). */
export const savedViewChanges = changesOf('savedView', 'nobody', kinds);
/** Views that everybody has: shared is told as created, no longer shared as removed. */
export const sharedViewChanges = changesOf('sharedView', 'nobody', kinds);
/** How a user likes the console; the id is the user’s. */
export const preferencesChanges = changesOf('preferences', 'nobody', { updated: {} });
