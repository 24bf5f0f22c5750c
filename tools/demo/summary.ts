import type { SequenceOverview } from '../../contracts/sequences/sequence-overview.ts';
import { say } from '../stack/progress.ts';
import type { Opening } from './opening.ts';
import type { Stage } from './stage.ts';

/** Prints what became of everybody, from the overview of the sequence (S20) and the enrollments. */
export async function summarise(stage: Stage, { sequenceId }: Opening): Promise<void> {
  const overview = await stage.api.get<SequenceOverview>(`/v1/sequences/${sequenceId}/overview`);
  const groups = await stage.db.enrollment.groupBy({
    by: ['status', 'stopReason'],
    _count: true,
    orderBy: [{ status: 'asc' }, { stopReason: 'asc' }],
  });
  say('\nWhat became of everybody');
  for (const { status, stopReason, _count } of groups) {
    say(`  ${String(_count).padStart(3)} ${status}${stopReason ? ` (${stopReason})` : ''}`);
  }
  say('What was done');
  for (const { label, type, mail } of overview.steps)
    if (mail) say(`  ${String(mail.sent).padStart(3)} ${type}s: ${label}`);
  say(
    `  ${String(overview.tasks.completed).padStart(3)} steps done by a person; ${overview.tasks.toDo} left to do`,
  );
}
