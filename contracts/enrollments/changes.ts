import { changesOf, of } from '../changes.ts';

interface OfSequence {
  sequenceId: string;
}
const ofSequence = { data: of<OfSequence>() };

/** Enrollments, from the first day to the last (S8, S10). */
export const enrollmentChanges = changesOf('enrollment', 'customer', {
  enrolled: { event: 'enrollment.enrolled', isOnce: true, ...ofSequence },
  moved: ofSequence,
  paused: ofSequence,
  resumed: ofSequence,
  stopped: { event: 'enrollment.stopped', isOnce: true, data: of<OfSequence & { reason?: string }>() },
  completed: { event: 'enrollment.completed', isOnce: true, ...ofSequence },
  reply_recorded: ofSequence,
  auto_reply_recorded: ofSequence,
  bounce_recorded: ofSequence,
  soft_bounce_recorded: ofSequence,
  complaint_recorded: ofSequence,
  unsubscribe_recorded: ofSequence,
});
/** What happens to an enrollment. */
export type EnrollmentChangeKind = keyof typeof enrollmentChanges;

/** What people do to a step. Imperative: the names are older than the rule. */
export const stepExecutionChanges = changesOf('stepExecution', 'customer', {
  send: {},
  retry: {},
  edit: {},
  complete: {},
  cancel: {},
  mark_sent: {},
  mark_as: {},
  assign: {},
});
