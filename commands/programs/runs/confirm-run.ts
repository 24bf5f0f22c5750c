import type { Viewer } from '../../../contracts/actor.ts';
import { ProblemError } from '../../../contracts/problems.ts';
import type { Tx } from '../../../infra/db/client.ts';
import type { CommandDeps } from '../../deps.ts';

/** What a run now would replace at most, and what a person's agreement to it looks like (P8). */
export interface RunConfirmation {
  /** Proposals to customers the viewer may see that wait for a decision: nothing is said of others (U3). */
  openProposals: number;
  /** Null: nothing waits, and nothing has to be confirmed. */
  confirmation: string | null;
}

/** Reads what a run now would replace at most. The confirmation is good as long as the proposals stay the same. */
export async function readRunConfirmation(
  { store, hash }: Pick<CommandDeps, 'store' | 'hash'>,
  db: Tx,
  { viewer, programId }: { viewer: Viewer; programId: string },
): Promise<RunConfirmation> {
  const { count, text } = await store.programRunViews.readOpenProposals(db, viewer, programId);
  return { openProposals: count, confirmation: text === '' ? null : hash(`${programId} ${text}`) };
}

/** @throws ProblemError `conflict` with what would be replaced, unless exactly that was confirmed */
export function refuseUnconfirmed(wanted: RunConfirmation, given: string | undefined): void {
  if (wanted.confirmation === null || wanted.confirmation === given) return;
  const detail =
    given === undefined
      ? 'Proposals wait for a decision, and the run may replace them: send the confirmation along to agree.'
      : 'The proposals that wait for a decision are others by now: look again, and send the new confirmation.';
  throw new ProblemError('conflict', detail, [], { ...wanted });
}
