import type { Actor } from '../../contracts/actor.ts';
import { found } from '../../contracts/problems.ts';
import type { Program } from '../../contracts/programs/programs.ts';
import type { StoredProgram } from '../../domain/programs/definition.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';

/** Answers with the program as the API shows it. */
export function programReply(
  { store }: CommandDeps,
  actor: Actor,
): (tx: Tx, program: StoredProgram, now: number) => Promise<Program> {
  return async (tx, { id: programId }, now) =>
    found(await store.programViews.read(tx, actor, { programId, now }), 'program');
}
