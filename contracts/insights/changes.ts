import { changesOf, of } from '../changes.ts';

const signal = { data: of<{ kind: string; severity: string }>() };
/** Signals (C12). */
export const signalChanges = changesOf('signal', 'customer', { started: signal, ended: signal });

/** What people do with recommended actions (Q6). */
export const actionChanges = changesOf('action', 'customer', {
  completed: {},
  snoozed: {},
  dismissed: {},
  edited: {},
  sendRequested: {},
  sendRetried: {},
  sendMarkedAsSent: {},
  sent: {},
});
