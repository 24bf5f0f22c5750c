import type { Actor } from '../../contracts/actor.ts';
import { found, refuseInvalid } from '../../contracts/problems.ts';
import type { Sequence } from '../../contracts/sequences/sequences.ts';
import type { CreateFromStarter } from '../../contracts/sequences/starters.ts';
import { languageOf } from '../../domain/rendering/language.ts';
import { newStepContent } from '../../domain/sequences/new-step.ts';
import { STARTER_SEND_DAYS, stepsOfStarter } from '../../domain/sequences/starters.ts';
import { draftOf, insertDraft } from './create-sequence.ts';
import { findUnknownNames } from './find-unknown-names.ts';
import type { CommandDeps } from '../deps.ts';
import { runCommand } from '../run-command.ts';

/**
 * Makes a draft from a ready-made sequence, its emails in every language that the product speaks (S2, M6).
 *
 * @throws ProblemError `not_found` when there is no such starter
 * @throws ProblemError `validation` for a mailbox or user that does not exist
 * @throws ProblemError `conflict` when the name is taken, in any case
 */
export function createFromStarter(
  deps: CommandDeps,
  actor: Actor,
  { starterId, language, ...given }: CreateFromStarter & { starterId: string },
): Promise<Sequence> {
  const { store, newId } = deps;
  return runCommand(deps, actor, async (tx, now) => {
    const organisation = await store.organisation.get(tx, actor);
    const spoken = languageOf([language ?? null, organisation.locale]);
    const steps = found(stepsOfStarter(starterId, spoken), 'starter');
    const settings = {
      zone: organisation.zone,
      mailboxId: organisation.defaultMailboxId,
      primaryUserId: actor.userId,
      sendDays: [...STARTER_SEND_DAYS],
      ...given,
    };
    const sequence = draftOf(settings, { id: newId('sequence'), now, createdById: actor.userId });
    refuseInvalid(await findUnknownNames(deps, tx, sequence));
    const { branchId } = await insertDraft(deps, tx, actor, { sequence, action: 'sequence.create', now });
    const stored = steps.map((step, index) => ({
      ...newStepContent(step, sequence.defaultDelivery),
      id: newId('step'),
      sequenceId: sequence.id,
      branchId,
      position: index + 1,
      timingEditedAt: now,
      deliveryEditedAt: null,
      decidesSince: null,
      branchingEditedAt: null,
    }));
    await store.steps.insertAll(tx, { steps: stored, createdAt: now });
    return found(
      await store.sequenceViews.read(tx, actor, {
        sequenceId: sequence.id,
        now,
        isWriterAvailable: deps.writer.isAvailable,
      }),
      'sequence',
    );
  });
}
