import { expect } from '@jest/globals';
import { WorkflowNotFoundError } from '@temporalio/client';
import type { temporal } from '@temporalio/proto';
import { actionMailWorkflowId } from '../../workflows/action-mail.messages.ts';
import { bulkEnrollmentWorkflowId } from '../../workflows/bulk-enrollment.messages.ts';
import { enrollmentWorkflowId } from '../../workflows/enrollment.messages.ts';
import { sequenceChangeWorkflowId } from '../../workflows/sequence-change.messages.ts';
import type { Engine } from './engine.ts';

/** gRPC: there is no such workflow. */
const NOT_FOUND = 5;

type History = temporal.api.history.v1.IHistory;

/** Raw histories of every run of every workflow that rows of the test's database speak of. */
export async function readHistories(engine: Engine): Promise<{ workflowId: string; history: History }[]> {
  const { db } = engine.database;
  const enrollments = await db.enrollment.findMany({ select: { id: true } });
  const bulks = await db.bulkEnrollment.findMany({ select: { id: true } });
  const sequences = await db.sequence.findMany({ select: { id: true, planVersion: true } });
  const actions = await db.recommendedAction.findMany({
    where: { sendRequestedAt: { not: null } },
    select: { id: true },
  });
  const workflowIds = [
    ...actions.map(({ id }) => actionMailWorkflowId(id)),
    ...enrollments.map(({ id }) => enrollmentWorkflowId(id)),
    ...bulks.map(({ id }) => bulkEnrollmentWorkflowId(id)),
    ...sequences.flatMap(({ id, planVersion }) =>
      Array.from({ length: planVersion }, (_, index) => sequenceChangeWorkflowId(id, index + 1)),
    ),
  ];
  const histories = await Promise.all(workflowIds.map((workflowId) => readRuns(engine, workflowId)));
  return histories.flat();
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
 * O6: no history of the test holds an address, a name of a person, company or step, or a text of a mail.
 */
export async function expectQuietHistories(engine: Engine): Promise<void> {
  const { db } = engine.database;
  const customers = await db.customer.findMany({ select: { name: true } });
  const contacts = await db.contact.findMany({ select: { name: true } });
  const steps = await db.step.findMany({ select: { label: true, subject: true, body: true } });
  const messages = await db.message.findMany({ select: { subject: true, bodyText: true } });
  const words = [
    '@',
    ...customers.map(({ name }) => name),
    ...contacts.map(({ name }) => name),
    ...steps.flatMap(({ label, subject, body }) => [label, subject, body]),
    ...messages.flatMap(({ subject, bodyText }) => [subject, bodyText.trim().slice(0, 40)]),
  ].filter((word): word is string => Boolean(word));
  const histories = await readHistories(engine);
  expect(histories.length).toBeGreaterThan(0);
  for (const { workflowId, history } of histories) {
    const leaks = textsOf(history).filter((text) => words.some((word) => text.includes(word)));
    expect({ workflowId, leaks }).toEqual({ workflowId, leaks: [] });
  }
}
