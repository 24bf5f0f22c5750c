import { changesOf, of } from '../changes.ts';
import type { AutomationPauseReason, PassKind, PassReason } from './kinds.ts';

const ofPause = { data: of<{ reason?: AutomationPauseReason }>() };

/** Automations: what they do is everybody's to know, whom they act on is told by the changes of these (A1, U3). */
export const automationChanges = changesOf('automation', 'nobody', {
  created: { event: 'automation.created' },
  duplicated: { event: 'automation.duplicated' },
  updated: { event: 'automation.updated' },
  deleted: { event: 'automation.deleted' },
  started: { event: 'automation.started' },
  paused: { event: 'automation.paused', ...ofPause },
  resumed: { event: 'automation.resumed' },
  deactivated: { event: 'automation.deactivated' },
  completed: { event: 'automation.completed' },
});
/** What happens to an automation. */
export type AutomationChangeKind = keyof typeof automationChanges;

const ofPass = { data: of<{ automationId: string; kind: PassKind; reason?: PassReason }>() };

/** Passes of automations (A2, A5, A6); no number is told, since customers behind it may be hidden (U3). */
export const automationPassChanges = changesOf('automationPass', 'nobody', {
  started: { event: 'automation_pass.started', ...ofPass },
  waiting: { event: 'automation_pass.waiting', ...ofPass },
  confirmed: { event: 'automation_pass.confirmed', ...ofPass },
  done: { event: 'automation_pass.done', ...ofPass },
  /** Its records are over, and something failed for some. */
  failed: { event: 'automation_pass.failed', ...ofPass },
  retried: { event: 'automation_pass.retried', ...ofPass },
  ended: { event: 'automation_pass.ended', ...ofPass },
  skipped: { event: 'automation_pass.skipped', ...ofPass },
});
/** What happens to a pass. */
export type AutomationPassChangeKind = keyof typeof automationPassChanges;
