import type { Actor } from '../../contracts/actor.ts';
import { ProblemError } from '../../contracts/problems.ts';
import type { Program } from '../../contracts/programs/programs.ts';
import { changeProgram, type LockedProgram, refuseArchived } from './change-program.ts';
import type { CommandDeps } from '../deps.ts';
import { programReply } from './program-reply.ts';

/**
 * Pauses a program: no run takes place. Open batches stay decidable, and what is approved goes out (P13).
 *
 * @throws ProblemError `conflict` when it is not active, or the last one that is (P1)
 */
export function pauseProgram(
  deps: CommandDeps,
  actor: Actor,
  { programId }: { programId: string },
): Promise<Program> {
  return changeProgram(deps, actor, {
    programId,
    mayLeaveNoneActive: true,
    decide: async (locked) => {
      const { program } = locked;
      refuseArchived(program);
      if (program.status === 'paused') throw new ProblemError('conflict', 'The program is paused already.');
      await refuseLastActive(deps, locked, 'paused');
      return {
        action: 'program.pause',
        kind: 'paused',
        movesSchedule: true,
        movesPlan: true,
        set: { status: 'paused' },
        before: { status: program.status },
        after: { status: 'paused' },
      };
    },
    reply: programReply(deps, actor),
  });
}

/** @throws ProblemError `conflict` when no other program is active (P1) */
export async function refuseLastActive(
  { store }: CommandDeps,
  { tx, program }: LockedProgram,
  what: 'paused' | 'archived',
): Promise<void> {
  if (program.status !== 'active' || (await store.programs.hasOtherActive(tx, program.id))) return;
  const detail = `The last active program cannot be ${what}: create or resume another one before.`;
  throw new ProblemError('conflict', detail);
}
