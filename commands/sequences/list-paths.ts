import type { Viewer } from '../../contracts/actor.ts';
import { found, ProblemError } from '../../contracts/problems.ts';
import type { ListPathsQuery, SequencePaths } from '../../contracts/sequences/sequence-paths.ts';
import { findCycles } from '../../domain/sequences/branch-problems.ts';
import { listPaths as pathsOf } from '../../domain/sequences/list-paths.ts';
import { localDateOf } from '../../domain/time/calendar.ts';
import type { CommandDeps } from '../deps.ts';

/**
 * The paths through a sequence with their times from a given start (S15). Reads only.
 *
 * @throws ProblemError `not_found` when there is no such sequence
 * @throws ProblemError `conflict` where a path of a draft comes round again
 */
export async function listPaths(
  deps: CommandDeps,
  _viewer: Viewer,
  { sequenceId, startDate }: ListPathsQuery & { sequenceId: string },
): Promise<SequencePaths> {
  const definition = found(await deps.store.sequences.loadDefinition(deps.db, sequenceId), 'sequence');
  const cycles = findCycles(definition);
  if (cycles.length > 0)
    throw new ProblemError('conflict', 'A path comes round again, so that it has no end.', cycles);
  const start = startDate ?? localDateOf(await deps.now(), definition.sequence.zone);
  return { startDate: start, ...pathsOf(definition, start) };
}
