import { expect } from '@jest/globals';
import { ScheduleNotFoundError, WorkflowNotFoundError } from '@temporalio/client';
import type { temporal } from '@temporalio/proto';
import { automationMessagesWorkflowId } from '../../../workflows/automations/automation-messages.messages.ts';
import { actionMailWorkflowId } from '../../../workflows/insights/action-mail.messages.ts';
import { automationRunWorkflowId } from '../../../workflows/automations/automation-run.messages.ts';
import { batchDeliveryWorkflowId } from '../../../workflows/programs/batch-delivery.messages.ts';
import { bulkEnrollmentWorkflowId } from '../../../workflows/enrollments/bulk-enrollment.messages.ts';
import { queueBulkWorkflowId } from '../../../workflows/enrollments/queue-bulk.messages.ts';
import { enrollmentWorkflowId } from '../../../workflows/enrollments/enrollment.messages.ts';
import { programPlanWorkflowId } from '../../../workflows/programs/program-plan.messages.ts';
import { programRunWorkflowId } from '../../../workflows/programs/program-run.messages.ts';
import { programScheduleId } from '../../../workflows/programs/program-tick.messages.ts';
import { contactPolicyChangeWorkflowId } from '../../../workflows/sending/contact-policy-change.messages.ts';
import { messageCopiesWorkflowId } from '../../../workflows/sending/message-copies.messages.ts';
import { sequenceChangeWorkflowId } from '../../../workflows/sequences/sequence-change.messages.ts';
import type { Engine } from './engine.ts';

/** gRPC: there is no such workflow. */
const NOT_FOUND = 5;
/** gRPC: the skipping server knows no schedules. */
const UNIMPLEMENTED = 12;

type History = temporal.api.history.v1.IHistory;

/** Raw histories of every run of every workflow that rows of the test's database speak of. */
export async function readHistories(engine: Engine): Promise<{ workflowId: string; history: History }[]> {
  const { db } = engine.database;
  const enrollments = await db.enrollment.findMany({ select: { id: true }, orderBy: { id: 'asc' } });
  const bulks = await db.bulkEnrollment.findMany({ select: { id: true }, orderBy: { id: 'asc' } });
  const queueBulks = await db.queueBulk.findMany({ select: { id: true }, orderBy: { id: 'asc' } });
  const sequences = await db.sequence.findMany({
    select: { id: true, planVersion: true },
    orderBy: { id: 'asc' },
  });
  const actions = await db.recommendedAction.findMany({
    where: { sendRequestedAt: { not: null } },
    select: { id: true },
    orderBy: { id: 'asc' },
  });
  const runs = await engine.deps.store.programRuns.listRefs(
    db,
    (await db.programRun.findMany({ select: { id: true }, orderBy: { id: 'asc' } })).map(({ id }) => id),
  );
  const batches = await db.reviewBatch.findMany({
    select: { id: true, programId: true },
    orderBy: { id: 'asc' },
  });
  const plans = await db.programPlan.findMany({
    select: { programId: true, version: true },
    orderBy: { version: 'asc' },
  });
  const programs = await db.program.findMany({ select: { id: true }, orderBy: { id: 'asc' } });
  const ticks = await Promise.all(programs.map(({ id }) => ticksOf(engine, id)));
  const passes = await db.automationPass.findMany({
    select: { id: true, automationId: true },
    orderBy: { id: 'asc' },
  });
  const messages = await db.message.findMany({ select: { id: true }, orderBy: { id: 'asc' } });
  const policies = await db.contactPolicyChange.findMany({ select: { id: true }, orderBy: { n: 'asc' } });
  const workflowIds = [
    ...policies.map(({ id }) => contactPolicyChangeWorkflowId(id)),
    ...messages.map(({ id }) => messageCopiesWorkflowId(id)),
    ...passes.map(({ id, automationId }) => automationRunWorkflowId(automationId, id)),
    ...ticks.flat(),
    ...runs.map(({ programId, name }) => programRunWorkflowId(programId, name)),
    ...batches.map(({ id, programId }) => batchDeliveryWorkflowId(programId, id)),
    ...plans.map(({ programId, version }) => programPlanWorkflowId(programId, version)),
    ...passes.map(({ id, automationId }) => automationMessagesWorkflowId(automationId, id)),
    ...actions.map(({ id }) => actionMailWorkflowId(id)),
    ...enrollments.map(({ id }) => enrollmentWorkflowId(id)),
    ...bulks.map(({ id }) => bulkEnrollmentWorkflowId(id)),
    ...queueBulks.map(({ id }) => queueBulkWorkflowId(id)),
    ...sequences.flatMap(({ id, planVersion }) =>
      Array.from({ length: planVersion }, (_, index) => sequenceChangeWorkflowId(id, index + 1)),
    ),
  ];
  const histories = await Promise.all(workflowIds.map((workflowId) => readRuns(engine, workflowId)));
  return histories.flat();
}

/** Workflows that the schedule of a program started. */
async function ticksOf(engine: Engine, programId: string): Promise<string[]> {
  try {
    const { info } = await engine.client.schedule.getHandle(programScheduleId(programId)).describe();
    return info.recentActions.map(({ action }) => action.workflow.workflowId);
  } catch (error) {
    const { cause } = error as { cause?: { code?: number } };
    if (error instanceof ScheduleNotFoundError || cause?.code === UNIMPLEMENTED) return [];
    throw error;
  }
}

/** All runs of one workflow, last one first; none when it never started. */
export async function readRuns(
  engine: Engine,
  workflowId: string,
): Promise<{ workflowId: string; history: History }[]> {
  const runs: { workflowId: string; history: History }[] = [];
  let runId: string | undefined;
  for (;;) {
    const history = await engine.client.workflow
      .getHandle(workflowId, runId)
      .fetchHistory()
      .catch((error: unknown) => {
        if (error instanceof WorkflowNotFoundError || (error as { code?: number }).code === NOT_FOUND)
          return null;
        throw error;
      });
    if (!history) return runs;
    runs.push({ workflowId, history });
    runId = history.events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId ?? '';
    if (runId === '') return runs;
  }
}

/** What Temporal's own parts say of themselves: a worker's process and package, and paths in stack traces. */
const NOT_OURS = /^\d+@[\w.-]+$|^@temporalio\/worker@|node_modules\/@temporalio\//g;

/** Every text of a history, the contents of its payloads included. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value.replaceAll(NOT_OURS, '')];
  if (value instanceof Uint8Array) return [Buffer.from(value).toString('utf8')];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => [key, ...textsOf(member)]);
}

/**
 * O6: no history of the test holds an address, a name of a person, company, step, program or touchpoint, or a text of a mail.
 */
export async function expectQuietHistories(engine: Engine): Promise<void> {
  const { db } = engine.database;
  const customers = await db.customer.findMany({ select: { name: true }, orderBy: { id: 'asc' } });
  const contacts = await db.contact.findMany({ select: { name: true }, orderBy: { id: 'asc' } });
  const steps = await db.step.findMany({
    select: { label: true, subject: true, body: true },
    orderBy: { id: 'asc' },
  });
  const programs = await db.program.findMany({ select: { name: true }, orderBy: { id: 'asc' } });
  const touchpoints = await db.touchpoint.findMany({
    select: { label: true, subject: true, bodyHtml: true, bodyText: true, prompt: true },
    orderBy: { id: 'asc' },
  });
  const messages = await db.message.findMany({
    select: { subject: true, bodyText: true },
    orderBy: { id: 'asc' },
  });
  const words = [
    '@',
    ...customers.map(({ name }) => name),
    ...contacts.map(({ name }) => name),
    ...steps.flatMap(({ label, subject, body }) => [label, subject, body]),
    ...programs.map(({ name }) => name),
    ...touchpoints.flatMap((touchpoint) => Object.values(touchpoint)),
    ...messages.flatMap(({ subject, bodyText }) => [subject, bodyText.trim().slice(0, 40)]),
  ].filter((word): word is string => Boolean(word));
  const histories = await readHistories(engine);
  expect(histories.length).toBeGreaterThan(0);
  for (const { workflowId, history } of histories) {
    const leaks = textsOf(history).filter((text) => words.some((word) => text.includes(word)));
    expect({ workflowId, leaks }).toEqual({ workflowId, leaks: [] });
  }
}
