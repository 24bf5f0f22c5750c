import type { ActionOf } from '../../../contracts/automations/actions.ts';
import { found } from '../../../contracts/problems.ts';
import type { Tx } from '../../../infra/db/client.ts';
import type { CommandDeps } from '../../deps.ts';
import { enrollCustomer } from '../../enrollments/enroll-customer.ts';
import { stopEnrollment } from '../../enrollments/stop-enrollment.ts';
import { setProgramEnrollment } from '../../programs/set-program-enrollment.ts';
import type { Effect, EffectInput } from './effect.ts';

/** Enrols a customer in a sequence from today (S8); one that is live in it stays as it is. */
export async function enroll(
  deps: CommandDeps,
  { action: { sequenceId }, actor, customerId }: EffectInput<ActionOf<'enroll'>>,
): Promise<Effect> {
  const { outcome, enrollment } = await enrollCustomer(deps, actor, { sequenceId, customerId });
  if (outcome === 'skipped') {
    const detail = `The customer has been in the sequence since ${enrollment.startDate}.`;
    return { status: 'skipped', reason: 'already_enrolled', detail };
  }
  return { status: 'done', data: { hasChanged: true, enrollmentId: enrollment.id } };
}

/** Stops the live enrollment of a customer in a sequence (S10); without one there is nothing to do. */
export async function stopInSequence(
  deps: CommandDeps,
  tx: Tx,
  { automation, action: { sequenceId }, actor, customerId, now }: EffectInput<ActionOf<'stop_enrollment'>>,
): Promise<Effect> {
  const { enrollments, sequenceAcceptance } = deps.store;
  found(await sequenceAcceptance.readAcceptance(tx, { sequenceId, now }), 'sequence');
  const enrollmentId = await enrollments.findLive(tx, { sequenceId, customerId });
  if (enrollmentId === null) return { status: 'done', data: { hasChanged: false } };
  const reason = `Automation: ${automation.name}`;
  const { inFlight } = await stopEnrollment(deps, actor, { enrollmentId, reason });
  return {
    status: 'done',
    data: { hasChanged: true, enrollmentId, ...(inFlight.length > 0 && { inFlight }) },
  };
}

/** Enrols a customer in a program, as a person's decision would (P5). */
export async function enrollInProgram(
  deps: CommandDeps,
  { action: { programId }, actor, customerId }: EffectInput<ActionOf<'enroll_in_program'>>,
): Promise<Effect> {
  const { hasChanged } = await setProgramEnrollment(deps, actor, { programId, customerId, isEnrolled: true });
  return { status: 'done', data: { hasChanged } };
}
