import { setTimeout as sleep } from 'node:timers/promises';
import { bundleWorkflows } from '../worker/bundle.ts';
import { enrollmentWorkflowId } from '../workflows/enrollments/enrollment.messages.ts';
import { createCustomers, createSequence, enrollRows } from './population.ts';
import { openRig, runProduct } from './rig.ts';
import type { Row } from './table.ts';

const MINUTE_MS = 60_000;
/** Longer than the workflow needs to fall asleep: a step that is due at once has no timer of its own. */
const LEAD_MS = 10_000;
const POLL_MS = 100;
/** The step is over by then, or never will be. */
const LIMIT_MS = 60_000;

/** Events that Temporal bills as an action in the middle of a run. */
const ACTIONS = new Set(['timerStartedEventAttributes', 'activityTaskScheduledEventAttributes']);
const FIRED = 'timerFiredEventAttributes';
const STARTED = 'timerStartedEventAttributes';

/** What one automatic step leaves in a history: from its timer that fires to the timer of the next step. */
export async function measureHistory(): Promise<Row[]> {
  const rig = await openRig();
  try {
    await runProduct(rig);
    const next = (amount: number, unit: 'minutes' | 'days') => ({
      kind: 'delay' as const,
      amount,
      unit,
      atTime: null,
    });
    const sequenceId = await createSequence(rig, 'History', [next(1, 'minutes'), next(1, 'days')]);
    const customerIds = (await createCustomers(rig, 1)).map(({ customerId }) => customerId);
    const plannedFrom = Date.now() + LEAD_MS - MINUTE_MS;
    const [enrollment] = await enrollRows(rig, { sequenceId, customerIds, plannedFrom });
    await rig.deps.lifecycle.startEnrollment(enrollment!);
    const handle = rig.client.workflow.getHandle(enrollmentWorkflowId(enrollment!.enrollmentId));
    let names: string[] = [];
    const deadline = Date.now() + LIMIT_MS;
    while (names.filter((name) => name === STARTED).length < 2) {
      if (Date.now() > deadline) throw new Error('the step did not end between two timers');
      await sleep(POLL_MS);
      const { events } = await handle.fetchHistory();
      names = (events ?? []).map(
        (event) => Object.keys(event).find((key) => key.endsWith('EventAttributes')) ?? '',
      );
    }
    const step = names.slice(names.indexOf(FIRED), names.lastIndexOf(STARTED) + 1);
    const bundle = await bundleWorkflows();
    return [
      { history: 'events of a step', value: step.length },
      { history: 'actions of a step', value: step.filter((name) => ACTIONS.has(name)).length },
      { history: 'workflow bundle, KB', value: Math.round(Buffer.byteLength(bundle.code) / 1024) },
    ];
  } finally {
    await rig.close();
  }
}
