import type { Actor } from '../../contracts/actor.ts';
import { found } from '../../contracts/problems.ts';
import { customerProgramChanges } from '../../contracts/programs/changes.ts';
import type { ProgramEnrollmentSet } from '../../contracts/programs/program-enrollments.ts';
import type { Tx } from '../../infra/db/client.ts';
import { refuseArchived } from './change-program.ts';
import type { CommandDeps } from '../deps.ts';
import {
  followEnrollments,
  leaveProgram,
  NOTHING_LEFT,
  requestEnrollmentPlan,
  type EnrollmentFollowUp,
} from './leave-program.ts';
import { organisationToday } from '../access/organisation-today.ts';
import { planCustomers } from './plan-program.ts';
import { recordChange } from '../record-change.ts';
import { afterCommit, runCommand } from '../run-command.ts';

/** Whose decision about which customer. */
interface Decision {
  programId: string;
  customerId: string;
  isEnrolled: boolean;
}

/**
 * A person's decision about one customer in a program (P5): no engine changes it. Who is taken out loses what waits for
 * review and what was approved and has not been handed over. The customer is planned anew in the same transaction,
 * unless the program is just being planned or generated: then a plan of the whole follows.
 *
 * @throws ProblemError `not_found` without the program, or when the customer is absent or hidden
 * @throws ProblemError `conflict` when the program is archived
 */
export async function setProgramEnrollment(
  deps: CommandDeps,
  actor: Actor,
  decision: Decision,
): Promise<ProgramEnrollmentSet> {
  const { reply, followUp } = await runCommand(deps, actor, (tx, at) =>
    decide(deps, tx, { actor, decision, now: at }),
  );
  if (followUp) await afterCommit(deps, () => followEnrollments(deps, followUp));
  return reply;
}

/** Makes what the plan reads of the customer right for the organisation's day. */
async function bringOneForward(
  deps: CommandDeps,
  tx: Tx,
  { actor, customerId, now }: { actor: Actor; customerId: string; now: number },
): Promise<void> {
  const today = await organisationToday(deps, tx, { actor, now });
  await deps.store.customerSummaries.bringOneForward(tx, customerId, { today, now });
}

async function decide(
  deps: CommandDeps,
  tx: Tx,
  { actor, decision, now }: { actor: Actor; decision: Decision; now: number },
): Promise<{ reply: ProgramEnrollmentSet; followUp: EnrollmentFollowUp | null }> {
  const { store } = deps;
  const { programId, customerId, isEnrolled } = decision;
  const isPlanFree = await store.locks.tryPassGate(tx, { kind: 'program-plan', id: programId });
  await store.locks.passGates(tx, [{ kind: 'program', id: programId }]);
  const program = found(await store.programs.read(tx, programId), 'program');
  refuseArchived(program);
  found(await store.programEnrollmentViews.find(tx, actor, { programId, customerId }), 'customer');
  await store.customerRefresh.lock(tx, [customerId]);
  await bringOneForward(deps, tx, { actor, customerId, now });
  const before = await store.programEnrollments.read(tx, { programId, customerId });
  if (before?.isEnrolled === isEnrolled) {
    return { reply: await replyOf(deps, tx, { actor, decision }), followUp: null };
  }
  await store.programEnrollments.decide(tx, { ...decision, actorId: actor.userId, now });
  await recordDecision(deps, tx, { actor, decision, wasEnrolled: before?.isEnrolled ?? null, now });
  const canPlan = isPlanFree && program.status === 'active';
  if (canPlan) await planCustomers(deps, tx, { customerIds: [customerId], programIds: [programId], now });
  const planVersion = canPlan ? null : await requestEnrollmentPlan(deps, tx, { actor, programId, now });
  const { cancelled, ...left } = isEnrolled
    ? NOTHING_LEFT
    : await leaveProgram(deps, tx, { actor, programId, customerIds: [customerId], now });
  const inFlight = isEnrolled
    ? []
    : await store.programEnrollments.findInFlight(tx, { programId, customerId });
  const reply = await replyOf(deps, tx, { actor, decision });
  return {
    reply: { ...reply, hasChanged: true, cancelled, inFlight },
    followUp: { programId, planVersion, ...left },
  };
}

async function recordDecision(
  deps: CommandDeps,
  tx: Tx,
  input: { actor: Actor; decision: Decision; wasEnrolled: boolean | null; now: number },
): Promise<void> {
  const { actor, decision, wasEnrolled, now } = input;
  const { programId, customerId, isEnrolled } = decision;
  const { programEnrolled, programUnenrolled } = customerProgramChanges;
  await recordChange(deps, tx, isEnrolled ? programEnrolled : programUnenrolled, {
    actor,
    now,
    entityId: customerId,
    before: { programId, isEnrolled: wasEnrolled },
    after: { programId, isEnrolled },
    data: { programId },
  });
}

async function replyOf(
  { store }: CommandDeps,
  tx: Tx,
  { actor, decision: { programId, customerId } }: { actor: Actor; decision: Decision },
): Promise<ProgramEnrollmentSet> {
  const row = await store.programEnrollmentViews.find(tx, actor, { programId, customerId });
  return { enrollment: found(row, 'customer'), hasChanged: false, cancelled: 0, inFlight: [] };
}
