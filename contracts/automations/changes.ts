import { changesOf } from '../changes.ts';

/** What people do with messages of automations (A4, Q2); a digest is nobody's alone. */
export const automationMessageChanges = changesOf('automationMessage', 'maybe', {
  sendRequested: {},
  sendRetried: {},
  sendMarkedAsSent: {},
  cancelled: {},
});
