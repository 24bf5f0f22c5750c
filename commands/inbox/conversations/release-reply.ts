import { conversationChanges } from '../../../contracts/inbox/changes.ts';
import type { ReleaseReply } from '../../../contracts/inbox/answers.ts';
import { ProblemError } from '../../../contracts/problems.ts';
import type { Permission } from '../../../contracts/permissions.ts';
import type { Tx } from '../../../infra/db/client.ts';
import type { CommandDeps } from '../../deps.ts';
import { stopEnrollment } from '../../enrollments/stop-enrollment.ts';
import { endHold } from '../../holds/end-hold.ts';
import { setProgramEnrollment } from '../../programs/set-program-enrollment.ts';
import { makePromise } from '../../receivables/make-promise.ts';
import { recordChange } from '../../record-change.ts';
import type { ActedOn } from './act-on-conversation.ts';

/** Passes what a release locks before any row: the gates of the programs that it takes the customer out of. */
export async function passReleaseGates(
  { store }: CommandDeps,
  tx: Tx,
  { conversationId, release }: { conversationId: string; release: ReleaseReply | undefined },
): Promise<void> {
  if (release?.choice !== 'stop') return;
  const customerId = await store.conversations.findCustomer(tx, conversationId);
  if (customerId === null) return;
  const { programIds } = await store.replyHolds.listAnswered(tx, { conversationId, customerId });
  await store.locks.passGates(
    tx,
    programIds.map((id) => ({ kind: 'program', id })),
  );
}

/**
 * Does what a person decided about what the reply holds back (I5), by the product's own commands: its holds end; `stop` stops
 * what was answered, `promise` notes the promise, whose holds keep its invoices back. Done again it changes nothing but
 * the promise, which is refused.
 *
 * @throws ProblemError `forbidden` where the person could not do it by itself either
 * @throws ProblemError as `makePromise`
 */
export async function releaseReply(acted: ActedOn, release: ReleaseReply): Promise<void> {
  const { deps, tx, now, actor, conversation } = acted;
  const { conversationId, customerId } = conversation;
  const { choice } = release;
  const of = { conversationId, customerId };
  if (release.choice === 'stop') await stopAnswered(acted, release.reason);
  if (release.choice === 'promise') {
    await refuseWithout(acted, 'customers.save');
    await promise(acted, release.promise);
  }
  for (const holdId of await deps.store.replyHolds.listOpen(tx, { ...of, now }))
    await endHold(deps, actor, { holdId });
  const said = { actor, now, entityId: conversationId, customerId, data: { choice } };
  await recordChange(deps, tx, conversationChanges.released, { ...said, after: { choice } });
}

/** Fields of the promise are named as they came. */
async function promise(
  { deps, actor, conversation: { customerId } }: ActedOn,
  input: Extract<ReleaseReply, { choice: 'promise' }>['promise'],
): Promise<void> {
  try {
    await makePromise(deps, actor, { customerId, ...input });
  } catch (error) {
    if (!(error instanceof ProblemError) || error.code !== 'validation') throw error;
    const errors = error.errors.map((each) => ({ ...each, field: `release.promise.${each.field}` }));
    throw new ProblemError('validation', error.message, errors);
  }
}

/** Stops the enrollments, and leaves the programs, whose mails were answered. */
async function stopAnswered(acted: ActedOn, reason: string | undefined): Promise<void> {
  const { deps, tx, actor, conversation } = acted;
  const { conversationId, customerId } = conversation;
  const answered = await deps.store.replyHolds.listAnswered(tx, { conversationId, customerId });
  const { enrollmentIds, programIds } = answered;
  if (enrollmentIds.length > 0) await refuseWithout(acted, 'enrollments.manage');
  if (programIds.length > 0) await refuseWithout(acted, 'programs.enroll');
  for (const enrollmentId of enrollmentIds)
    await stopEnrollment(deps, actor, { enrollmentId, reason: reason ?? 'They replied.' });
  for (const programId of programIds)
    await setProgramEnrollment(deps, actor, { programId, customerId, isEnrolled: false });
}

/** @throws ProblemError `forbidden` unless the actor may, or owns the customer (U3) */
async function refuseWithout(
  { deps, tx, actor, conversation: { customerId } }: ActedOn,
  permission: Permission,
): Promise<void> {
  if (actor.permissions.includes(permission)) return;
  if ((await deps.store.ownership.owns(tx, actor, { by: 'customerId', id: customerId })) === true) return;
  throw new ProblemError('forbidden', `The permission ${permission} is needed for this release.`);
}
