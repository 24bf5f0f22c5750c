import type { Actor } from '../../contracts/actor.ts';
import { found } from '../../contracts/problems.ts';
import type { Sequence } from '../../contracts/sequences/sequences.ts';
import type { SequenceDefinition } from '../../domain/sequences/definition.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';

/** Answers a command with the sequence as it is shown now. */
export function sequenceReply({ store, writer }: CommandDeps, actor: Actor) {
  return async (tx: Tx, { sequence }: SequenceDefinition, now: number): Promise<Sequence> =>
    found(
      await store.sequenceViews.read(tx, actor, {
        sequenceId: sequence.id,
        now,
        isWriterAvailable: writer.isAvailable,
      }),
      'sequence',
    );
}
