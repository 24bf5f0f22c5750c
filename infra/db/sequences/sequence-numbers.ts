import type { Viewer } from '../../../contracts/actor.ts';
import type { MailNumbers, SequenceNumbers } from '../../../contracts/sequences/sequence-overview.ts';
import { mailNumbersOf } from '../../../domain/sequences/sequence-numbers.ts';
import type { Database } from '../client.ts';
import * as foldResults from './fold-results.ts';
import { countToDo } from './live-counts.ts';
import { countEnrollments } from './result-enrollments.ts';
import { countSteps, NO_ENROLLMENTS } from './result-figures.ts';
import { sightOf } from './result-source.ts';

/** Numbers by sequence. What has none counts zero. */
export interface NumbersBySequence {
  of(sequenceId: string): SequenceNumbers;
}

/**
 * Counts enrollments, tasks and emails of sequences over the customers the viewer may see (S20), from the sums of results.
 * Always the same number of statements, however many sequences, where nothing has changed since they were asked before.
 */
export async function load(
  db: Database,
  viewer: Viewer,
  { sequenceIds, now }: { sequenceIds: readonly string[]; now: number },
): Promise<NumbersBySequence> {
  await foldResults.fold(db, 'reader');
  const sight = await sightOf(db, viewer);
  const filter = { sequenceIds };
  const bySequence = { filter, groupBy: 'sequence' } as const;
  const enrollments = await countEnrollments(db, sight, {
    ...bySequence,
    now,
    period: { from: null, until: null },
  });
  const toDo = await countToDo(db, sight, { ...bySequence, now });
  const sums = await countSteps(db, sight, bySequence);
  return {
    of: (sequenceId) => {
      const rows = sums.filter(({ key }) => key === sequenceId);
      return {
        enrollments: enrollments.get(sequenceId) ?? NO_ENROLLMENTS,
        tasks: {
          toDo: toDo.get(sequenceId) ?? 0,
          completed: rows.reduce((sum, { done }) => sum + done, 0),
        },
        mail: mailNumbersOf(rows),
      };
    },
  };
}

/** Numbers of the emails of one sequence by step, as of the last {@link load}. */
export async function loadMailBySteps(
  db: Database,
  viewer: Viewer,
  sequenceId: string,
): Promise<(stepId: string) => MailNumbers> {
  const steps = await countSteps(db, await sightOf(db, viewer), { filter: { sequenceId }, groupBy: 'step' });
  return (stepId) => mailNumbersOf(steps.filter(({ key }) => key === stepId));
}
