import type { Actor } from '../../contracts/actor.ts';
import type { Program } from '../../contracts/programs/programs.ts';
import { changeProgram, refuseArchived } from './change-program.ts';
import type { CommandDeps } from '../deps.ts';
import { endOpenTouchpoints } from './end-open-touchpoints.ts';
import { refuseLastActive } from './pause-program.ts';
import { programReply } from './program-reply.ts';

/**
 * Archives a program for good: nothing of it is planned or proposed any more, and a run that is still generating writes
 * nothing. What is approved goes out (P1, P8).
 *
 * @throws ProblemError `conflict` when it is archived, or the last active one (P1)
 */
export function archiveProgram(
  deps: CommandDeps,
  actor: Actor,
  { programId }: { programId: string },
): Promise<Program> {
  return changeProgram(deps, actor, {
    programId,
    mayLeaveNoneActive: true,
    decide: async (locked) => {
      const { tx, now, program } = locked;
      refuseArchived(program);
      await refuseLastActive(deps, locked, 'archived');
      const closing = { programId, touchpointId: null, reason: 'program_archived' as const };
      const runs = await endOpenTouchpoints(deps, tx, { ...closing, actorId: actor.userId, now });
      return {
        action: 'program.archive',
        kind: 'archived',
        movesSchedule: true,
        movesPlan: true,
        set: { status: 'archived', archivedAt: now, currentRunId: null },
        before: { status: program.status },
        after: { status: 'archived' },
        runs,
      };
    },
    reply: programReply(deps, actor),
  });
}
