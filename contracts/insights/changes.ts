import { changesOf, of } from '../changes.ts';

const signal = { data: of<{ kind: string; severity: string }>() };
/** Signals (C12). */
export const signalChanges = changesOf('signal', 'customer', {
  started: { event: 'signal.started', ...signal },
  ended: { event: 'signal.ended', ...signal },
});

/** What people do with recommended actions (Q6). */
export const actionChanges = changesOf('action', 'customer', {
  completed: { event: 'action.completed' },
  snoozed: { event: 'action.snoozed' },
  dismissed: { event: 'action.dismissed' },
  edited: {},
  sendRequested: { event: 'action.send_requested' },
  sendRetried: {},
  sendMarkedAsSent: {},
  sent: {},
});
