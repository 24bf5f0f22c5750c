import type { Actor } from '../../contracts/actor.ts';
import { ProblemError } from '../../contracts/problems.ts';
import type { Program } from '../../contracts/programs/programs.ts';
import { changeProgram, refuseArchived } from './change-program.ts';
import type { CommandDeps } from '../deps.ts';
import { programReply } from './program-reply.ts';

/**
 * Lets the runs of a paused program take place again, from its next one on: none of those it missed is made up for. The
 * first one supersedes the batches that are still open (P13).
 *
 * @throws ProblemError `conflict` unless it is paused
 */
export function resumeProgram(
  deps: CommandDeps,
  actor: Actor,
  { programId }: { programId: string },
): Promise<Program> {
  return changeProgram(deps, actor, {
    programId,
    decide: ({ program }) => {
      refuseArchived(program);
      if (program.status === 'active') throw new ProblemError('conflict', 'The program is not paused.');
      return Promise.resolve({
        action: 'program.resume',
        kind: 'resumed',
        movesSchedule: true,
        movesPlan: true,
        set: { status: 'active' },
        before: { status: program.status },
        after: { status: 'active' },
      });
    },
    reply: programReply(deps, actor),
  });
}
