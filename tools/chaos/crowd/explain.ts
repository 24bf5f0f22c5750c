import { hostname } from 'node:os';
import type { Client } from '@temporalio/client';
import { inParallel } from '../../../commands/wakes.ts';
import { createTemporalClient } from '../../../infra/temporal/connection.ts';
import { enrollmentWorkflowId } from '../../../workflows/enrollments/enrollment.messages.ts';
import type { ChaosRig, ChaosStack } from '../rig.ts';

/** Enrollments that are asked about at once: a look must not slow down what it looks at. */
const ASKED = 150;
const BACKOFF_FROM = 5_000;

type Described = Awaited<ReturnType<ReturnType<Client['workflow']['getHandle']>['describe']>>;
type Activity = NonNullable<Described['raw']['pendingActivities']>[number];

/** Says what open enrollments wait for inside Temporal: the row tells why, this tells on whom. */
export class Explainer {
  readonly #client: Client;
  readonly #close: () => Promise<void>;

  constructor({ temporalAddress: address, namespace }: ChaosStack) {
    const { client, connection } = createTemporalClient({ temporal: { address, namespace, tls: null } });
    this.#client = client;
    this.#close = () => connection.close();
  }

  close(): Promise<void> {
    return this.#close();
  }

  /** So many wait for what, most first; `alive`: the processes that run. */
  async waits({ db }: ChaosRig, alive: ReadonlySet<number>): Promise<string[]> {
    const where = { status: { notIn: ['completed', 'stopped'] } };
    const open = await db.enrollment.findMany({
      where,
      select: { id: true },
      take: ASKED,
      orderBy: { id: 'asc' },
    });
    const counts = new Map<string, number>();
    await inParallel(open, async ({ id }) => {
      const described = await this.#client.workflow
        .getHandle(enrollmentWorkflowId(id))
        .describe()
        .catch(() => null);
      const what = described === null ? 'not started' : waitOf(described, alive);
      counts.set(what, (counts.get(what) ?? 0) + 1);
    });
    return [...counts].sort(([, a], [, b]) => b - a).map(([what, count]) => `${count} ${what}`);
  }
}

function waitOf({ raw }: Described, alive: ReadonlySet<number>): string {
  const task = raw.pendingWorkflowTask;
  if (task) return `workflow task ${task.startedTime ? 'under way' : 'waits for a worker'}`;
  const [activity] = raw.pendingActivities ?? [];
  return activity ? activityWait(activity, alive) : 'timer';
}

function activityWait(activity: Activity, alive: ReadonlySet<number>): string {
  const { activityType, lastWorkerIdentity, lastFailure, attempt, scheduledTime } = activity;
  const name = activityType?.name ?? 'activity';
  if (activity.lastStartedTime && activity.state === STARTED) {
    const isAlive = [...alive].some((pid) => lastWorkerIdentity === `${pid}@${hostname()}`);
    return isAlive ? `${name} under way` : `${name} of a dead worker: its timeout is waited for`;
  }
  const reason = lastFailure?.timeoutFailureInfo
    ? 'a missed heartbeat'
    : (lastFailure?.applicationFailureInfo?.type ?? 'nothing');
  const waitMs = scheduledTime ? Number(scheduledTime.seconds) * 1_000 - Date.now() : 0;
  if (waitMs <= 0) return `${name} waits for a worker`;
  return `${name} in try ${attempt} after ${reason}, ${waitMs > BACKOFF_FROM ? 'for long' : 'soon'}`;
}

/** `PENDING_ACTIVITY_STATE_STARTED` of Temporal's API. */
const STARTED = 2;
