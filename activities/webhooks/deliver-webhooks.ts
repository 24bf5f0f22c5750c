import { Context } from '@temporalio/activity';
import { disableReasonAfter, isTaken, retryAtAfter } from '../../domain/webhooks.ts';
import type { DueDelivery } from '../../infra/db/webhooks/webhook-deliveries.ts';
import type { WebhookTarget } from '../../infra/db/webhooks/webhooks.ts';
import type { ActivityDeps } from '../deps.ts';
import { endIfGivenUp } from '../stopping.ts';
import { whileBeating } from '../while-beating.ts';

/** Calls of one webhook at the same time while it works. */
const CALLS_AT_ONCE = 8;
/** While it fails, one delivery tries it, and after a failure it is left alone for so long. */
const FAILING_GAP_MS = 30_000;
/** Rounds of one activity; then the workflow goes on with the next, which keeps heartbeats and histories short. */
const MAX_ROUNDS = 100;

/** Which webhook. */
export interface DeliverInput {
  webhookId: string;
}

/** How long until the next delivery is due; null: none is on its way. */
export interface DeliverResult {
  waitMs: number | null;
}

/** Makes the due deliveries of a webhook (O5), each attempt in the log, and says when to come again. */
export function createDeliverWebhooks(deps: ActivityDeps) {
  return function deliverWebhooks(input: DeliverInput): Promise<DeliverResult> {
    return whileBeating(deps, () => deliverDue(deps, input));
  };
}

async function deliverDue(deps: ActivityDeps, { webhookId }: DeliverInput): Promise<DeliverResult> {
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    endIfGivenUp(deps);
    const now = await deps.now();
    const target = await deps.store.webhooks.findTarget(deps.db, { webhookId, now });
    if (!target) return { waitMs: null };
    const limit = target.failingSince === null ? CALLS_AT_ONCE : 1;
    const due = await deps.store.webhookDeliveries.listDue(deps.db, { webhookId, now, limit });
    if (due.length === 0) {
      const nextAt = await deps.store.webhookDeliveries.nextDueAt(deps.db, webhookId);
      return { waitMs: nextAt === null ? null : Math.max(nextAt - now, 0) };
    }
    const taken = await allEnded(due.map((delivery) => deliver(deps, { webhookId, target, delivery })));
    if (!taken.includes(true)) return { waitMs: await waitAfterFailure(deps, webhookId) };
  }
  return { waitMs: 0 };
}

/** Waits for all, also when one fails: the next attempt of the activity must not repeat calls that are under way. */
async function allEnded<T>(work: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(work);
  return Promise.all(work);
}

/** Not sooner than the gap, unless the only delivery on its way is tried again before. */
async function waitAfterFailure(deps: ActivityDeps, webhookId: string): Promise<number | null> {
  const nextAt = await deps.store.webhookDeliveries.nextDueAt(deps.db, webhookId);
  if (nextAt === null) return null;
  const waitMs = nextAt - (await deps.now());
  return waitMs > 0 ? waitMs : FAILING_GAP_MS;
}

interface Delivering {
  webhookId: string;
  target: WebhookTarget;
  delivery: DueDelivery;
}

/** One attempt: call, log, and what follows for the delivery and its webhook. */
async function deliver(deps: ActivityDeps, { webhookId, target, delivery }: Delivering): Promise<boolean> {
  const { id, event, occurredAt, data } = delivery;
  const body = JSON.stringify({ type: event, timestamp: occurredAt, data });
  const timestamp = Math.floor((await deps.now()) / 1_000);
  const secrets = target.secrets.map((sealed) => deps.secrets.open(sealed));
  const headers = deps.webhooks.sign(secrets, { id, timestamp, body });
  const signal = Context.current().cancellationSignal;
  const answer = await deps.webhooks.post({ url: target.url, headers, body }, signal);
  // Called off with the activity: nobody's failure, and the next activity makes it. An answer is an answer.
  if (answer.statusCode === null) signal.throwIfAborted();
  const now = await deps.now();
  const attempt = delivery.attempts + 1;
  const wasTaken = isTaken(answer);
  const retryAt = wasTaken ? null : retryAtAfter({ attempt }, now);
  const status = wasTaken ? 'delivered' : retryAt === null ? 'failed' : 'pending';
  const reason = wasTaken ? null : disableReasonAfter(answer, { failingSince: target.failingSince, now });
  await deps.db.$transaction(async (tx) => {
    await deps.store.webhooks.lock(tx, webhookId);
    await deps.store.webhookDeliveries.settle(tx, {
      ...answer,
      deliveryId: id,
      attempt,
      status,
      retryAt,
      now,
    });
    await deps.store.webhooks.noteResult(tx, webhookId, { isTaken: wasTaken, now });
    if (reason !== null) await deps.store.webhooks.disable(tx, webhookId, { reason, now });
  });
  return wasTaken;
}
