import { changesOf, of } from '../changes.ts';

interface OfSequence {
  sequenceId: string;
}
const ofSequence = { data: of<OfSequence>() };

/** Enrollments, from the first day to the last (S8, S10). */
export const enrollmentChanges = changesOf('enrollment', 'customer', {
  enrolled: { event: 'enrollment.enrolled', isOnce: true, ...ofSequence },
  moved: { event: 'enrollment.moved', ...ofSequence },
  moved_on: { event: 'enrollment.moved_on', ...ofSequence },
  decided: {
    event: 'enrollment.decided',
    data: of<OfSequence & { stepId: string; outcome: string | null; decidedBy: string }>(),
  },
  paused: { event: 'enrollment.paused', ...ofSequence },
  resumed: { event: 'enrollment.resumed', ...ofSequence },
  removed: { event: 'enrollment.removed', ...ofSequence },
  stopped: { event: 'enrollment.stopped', isOnce: true, data: of<OfSequence & { reason?: string }>() },
  completed: { event: 'enrollment.completed', isOnce: true, ...ofSequence },
  reply_recorded: { event: 'enrollment.replied', ...ofSequence },
  auto_reply_recorded: { event: 'enrollment.auto_replied', ...ofSequence },
  bounce_recorded: { event: 'enrollment.bounced', ...ofSequence },
  soft_bounce_recorded: { event: 'enrollment.soft_bounced', ...ofSequence },
  complaint_recorded: { event: 'enrollment.complained', ...ofSequence },
  unsubscribe_recorded: { event: 'enrollment.unsubscribed', ...ofSequence },
  delivered_recorded: { event: 'enrollment.delivered', ...ofSequence },
  failed_recorded: { event: 'enrollment.not_delivered', ...ofSequence },
  opted_out_recorded: { event: 'enrollment.opted_out', ...ofSequence },
  /** Told as those of their message, whatever it is of. */
  opened_recorded: ofSequence,
  clicked_recorded: ofSequence,
});
/** What happens to an enrollment. */
export type EnrollmentChangeKind = keyof typeof enrollmentChanges;

const ofStep = { data: of<{ enrollmentId: string; sequenceId: string; stepId: string; type: string }>() };

/**
 * What people do to a step, imperative since the names are older than the rule; then what becomes of one by itself: it
 * waits for a person, it was left out, it needs a repair. One that left by itself is told as its message.
 */
export const stepExecutionChanges = changesOf('stepExecution', 'customer', {
  send: { event: 'step.send_requested' },
  retry: { event: 'step.retried' },
  edit: { event: 'step.edited' },
  complete: { event: 'step.completed' },
  cancel: { event: 'step.cancelled' },
  mark_sent: { event: 'step.marked_sent' },
  mark_as: { event: 'step.outcome_set' },
  assign: { event: 'step.assigned' },
  remove: { event: 'step.removed' },
  ready: { event: 'step.ready', ...ofStep },
  skipped: { event: 'step.skipped', ...ofStep },
  failed: { event: 'step.failed', ...ofStep },
});
