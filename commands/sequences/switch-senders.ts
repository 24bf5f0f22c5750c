import {
  findForeignSenderProblems,
  type PrimarySurroundings,
  type Senders,
} from '../../domain/sequences/activation.ts';
import type { FieldProblem } from '../../contracts/problems.ts';
import type { SequenceDefinition, StoredSequence } from '../../domain/sequences/definition.ts';
import { type NamedSender, stepsWithForeignSender } from '../../domain/sequences/senders.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';
import type { LockedSequence, SequenceEdit } from './change-sequence.ts';

/** A sequence as it is to be, and what is around it. */
export interface Takeover {
  definition: Pick<SequenceDefinition, 'sequence' | 'steps'>;
  surroundings: PrimarySurroundings;
}

/**
 * Gives steps whose sender is not the primary user's the default mailbox or alias of that user (S18); what is ready or held
 * back keeps its own (S6).
 * @returns what is told of each step
 */
export async function switchSenders(
  { store }: CommandDeps,
  tx: Tx,
  { definition, surroundings: { sendingAs, defaultSender } }: Takeover,
): Promise<SequenceEdit[]> {
  const foreign = stepsWithForeignSender(definition, sendingAs);
  if (foreign.length === 0 || defaultSender === null) return [];
  const after = senderOf(defaultSender);
  await store.steps.setSender(tx, { stepIds: foreign.map(({ id }) => id), ...after });
  return foreign.map((step) => ({
    action: 'step.update',
    kind: 'step_edited',
    step: { id: step.id },
    before: senderOf(step),
    after,
  }));
}

const senderOf = ({ mailboxId, fromAddress }: NamedSender): NamedSender => ({ mailboxId, fromAddress });

/** What another primary user means for senders: what has to be said first, and what is to be switched; null: nothing. */
export async function findTakeover(
  { store }: CommandDeps,
  { tx, definition }: Pick<LockedSequence, 'tx' | 'definition'>,
  { set, senders }: { set: Partial<StoredSequence>; senders: Senders },
): Promise<{ problems: FieldProblem[]; takeover: Takeover | null }> {
  const { activatedAt } = definition.sequence;
  const isAsked = activatedAt !== null && typeof set.primaryUserId === 'string';
  if (senders === 'keep' || (senders === null && !isAsked)) return { problems: [], takeover: null };
  const next = { sequence: { ...definition.sequence, ...set }, steps: definition.steps };
  const surroundings = await store.sequenceSurroundings.loadFor(tx, next);
  const problems = findForeignSenderProblems(next, surroundings, senders);
  return { problems, takeover: senders === 'update' ? { definition: next, surroundings } : null };
}
