import type { Actor } from '../../contracts/actor.ts';
import type { Enroll, Enrolled } from '../../contracts/enrollments/enrollments.ts';
import { found, ProblemError, refuseInvalid } from '../../contracts/problems.ts';
import { causeOf } from '../../domain/change-entry.ts';
import { localDateOf } from '../../domain/time/calendar.ts';
import type { Acceptance } from '../../infra/db/sequences/sequence-acceptance.ts';
import type { Tx } from '../../infra/db/client.ts';
import { attempt } from '../wakes.ts';
import type { CommandDeps } from '../deps.ts';
import { afterCommit, runCommand } from '../run-command.ts';

/**
 * Enrols one customer in a sequence (S8): the row first, then its workflow; a start that is lost is made up by the
 * reconciler.
 *
 * @throws ProblemError `not_found` for an absent sequence, or an absent or hidden customer
 * @throws ProblemError `conflict` unless the sequence is active and the customer may be enrolled
 * @throws ProblemError `validation` for a start date in the past or a contact of somebody else
 */
export async function enrollCustomer(
  deps: CommandDeps,
  actor: Actor,
  input: Enroll & { sequenceId: string },
): Promise<Enrolled> {
  let mailboxId: string | null = null;
  const reply = await runCommand(deps, actor, async (tx, now) => {
    const enrolled = await enroll(deps, tx, { actor, input, now });
    mailboxId = enrolled.mailboxId;
    return enrolled.reply;
  });
  const { sequenceId } = input;
  const { outcome, enrollment } = reply;
  const { id: enrollmentId, customer } = enrollment;
  await afterCommit(deps, async () => {
    const started = { enrollmentId, sequenceId, customerId: customer.id, mailboxId };
    if (outcome === 'enrolled') await attempt(deps.lifecycle.startEnrollment(started));
    if (outcome === 'updated') await attempt(deps.lifecycle.wakeEnrollment(enrollmentId));
  });
  return reply;
}

async function enroll(
  deps: CommandDeps,
  tx: Tx,
  { actor, input, now }: { actor: Actor; input: Enroll & { sequenceId: string }; now: number },
): Promise<{ reply: Enrolled; mailboxId: string | null }> {
  const { sequenceId, customerId } = input;
  // A sender's pass: an end or archive that is under way finishes first, and then refuses this.
  await deps.store.locks.passGates(tx, [{ kind: 'sequence', id: sequenceId }]);
  const sequence = found(
    await deps.store.sequenceAcceptance.readAcceptance(tx, { sequenceId, now }),
    'sequence',
  );
  if (sequence.status !== 'active') {
    const { status, beginsAt } = sequence;
    const until = beginsAt === null ? '' : `, waiting for its begin at ${beginsAt.toISOString()}`;
    throw new ProblemError(
      'conflict',
      `Only an active sequence takes enrollments; this one is ${status}${until}.`,
    );
  }
  const today = localDateOf(now, sequence.zone);
  if (input.startDate !== undefined && input.startDate < today) {
    refuseInvalid([
      { field: 'startDate', message: `must not be before today, ${today} in ${sequence.zone}` },
    ]);
  }
  await refuseUnfitCustomer(deps, tx, { actor, sequence, input, today });
  for (;;) {
    const [row] = await deps.store.enroll.enrollCustomers(tx, {
      sequenceId,
      rows: [
        {
          customerId,
          enrollmentId: deps.newId('enrollment'),
          communicationId: deps.newId('communication'),
          contactId: input.contactId ?? null,
          startDate: input.startDate ?? today,
          isExplicit: input.startDate !== undefined,
        },
      ],
      bulkId: null,
      source: causeOf(actor).origin,
      actor,
      now,
    });
    if (!row || row.outcome === 'raced') continue;
    const { enrollmentId, outcome } = row;
    const enrollment = found(
      await deps.store.enrollmentViews.find(tx, actor, { enrollmentId, now }),
      'enrollment',
    );
    // It ended between two statements: nobody is enrolled now, look again.
    if (enrollment.status === 'stopped' || enrollment.status === 'completed') continue;
    if (outcome !== 'skipped') {
      await deps.store.audit.record(tx, {
        at: now,
        actor,
        action: `enrollment.${outcome}`,
        entity: 'enrollment',
        entityId: enrollmentId,
        customerId,
        after: { sequenceId, customerId, startDate: enrollment.startDate },
      });
    }
    return { reply: { outcome, enrollment }, mailboxId: sequence.mailboxId };
  }
}

async function refuseUnfitCustomer(
  deps: CommandDeps,
  tx: Tx,
  { actor, sequence, input, today }: { actor: Actor; sequence: Acceptance; input: Enroll; today: string },
): Promise<void> {
  const { customerId } = input;
  const customer = found(await deps.store.customers.find(tx, actor, { customerId, today }), 'customer');
  const isFit =
    customer.status === 'active' || (sequence.purpose === 'outreach' && customer.status === 'prospect');
  if (!isFit) {
    throw new ProblemError(
      'conflict',
      `The customer is ${customer.status}; only active ones can be enrolled here.`,
    );
  }
  if (input.contactId === undefined) return;
  const contact = await deps.store.contacts.find(tx, actor, input.contactId);
  if (contact?.customerId !== customerId || !contact.isActive) {
    refuseInvalid([{ field: 'contactId', message: 'is no active contact of this customer' }]);
  }
}
