import type { Viewer } from '../../../contracts/actor.ts';
import type { MailNumbers, SequenceNumbers } from '../../../contracts/sequences/sequence-overview.ts';
import { mailNumbersOf } from '../../../domain/sequences/sequence-numbers.ts';
import type { Database } from '../client.ts';
import * as foldResults from './fold-results.ts';
import { countEnrollments, countToDo } from './live-counts.ts';
import { countSteps, NO_ENROLLMENTS } from './result-figures.ts';
import { sightOf } from './result-source.ts';

/** Numbers by sequence, and of emails by step. What has none counts zero. */
export interface NumbersBySequence {
  of(sequenceId: string): SequenceNumbers;
  ofStep(stepId: string): MailNumbers;
}

/** Chunks of changes that a reader counts at most. */
export const FOLDED_BY_READER = 10;

/**
 * Counts enrollments, tasks and emails of sequences over the customers the viewer may see (S20), from the sums of results.
 * Always the same number of statements, however many sequences, where nothing has changed since they were asked before.
 */
export async function load(
  db: Database,
  viewer: Viewer,
  { sequenceIds, now }: { sequenceIds: readonly string[]; now: number },
): Promise<NumbersBySequence> {
  await foldResults.fold(db, { limit: FOLDED_BY_READER });
  const sight = await sightOf(db, viewer);
  const filter = { sequenceIds };
  const bySequence = { filter, groupBy: 'sequence' } as const;
  const enrollments = await countEnrollments(db, sight, { ...bySequence, now, period: { from: null, until: null } });
  const toDo = await countToDo(db, sight, { ...bySequence, now });
  const steps = await countSteps(db, sight, { filter, groupBy: 'step' });
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
    ofStep: (stepId) => mailNumbersOf(steps.filter(({ key }) => key === stepId)),
  };
}
