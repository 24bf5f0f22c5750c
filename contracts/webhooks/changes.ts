import { changesOf } from '../changes.ts';

/** Webhooks themselves (O5). */
export const webhookChanges = changesOf('webhook', 'nobody', {
  created: {},
  updated: {},
  removed: {},
  redelivered: {},
  secretRotated: {},
});
