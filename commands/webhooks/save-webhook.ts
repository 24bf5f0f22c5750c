import { randomBytes } from 'node:crypto';
import type { Actor } from '../../contracts/actor.ts';
import { found, ProblemError } from '../../contracts/problems.ts';
import { webhookChanges } from '../../contracts/webhooks/changes.ts';
import type {
  CreatedWebhook,
  CreateWebhook,
  UpdateWebhook,
  Webhook,
} from '../../contracts/webhooks/webhooks.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { runCommand } from '../run-command.ts';

/** Bytes of a signing key: between the 24 and 64 of Standard Webhooks. */
const SECRET_BYTES = 32;

/**
 * Subscribes to events (O5). The signing secret is in this reply only; what is stored, and what an `Idempotency-Key`
 * replays, is sealed.
 */
export async function createWebhook(
  deps: CommandDeps,
  actor: Actor,
  { url, events, description = null }: CreateWebhook,
): Promise<CreatedWebhook> {
  const stored = await runCommand(deps, actor, async (tx, now): Promise<Webhook & { sealed: string }> => {
    const sealed = newSecret(deps);
    const id = deps.newId('webhook');
    const row = { id, url, events, description, secret: sealed, createdById: actor.userId, now };
    const after = await deps.store.webhooks.insert(tx, row);
    await recordChange(deps, tx, webhookChanges.created, { actor, now, entityId: id, after });
    return { ...after, sealed };
  });
  const { sealed, ...webhook } = stored;
  return { ...webhook, secret: deps.secrets.open(sealed) };
}

/**
 * Changes, disables or enables a webhook. Disabled: what is on its way fails. Enabled again: it starts anew. It tells of
 * what its author may see (U3), so nobody else but an admin says where to.
 *
 * @throws ProblemError `not_found`, or `forbidden` for another address by somebody else
 */
export function updateWebhook(
  deps: CommandDeps,
  actor: Actor,
  { webhookId, ...change }: UpdateWebhook & { webhookId: string },
): Promise<Webhook> {
  return runCommand(deps, actor, async (tx, now) => {
    const before = await lockWebhook(deps, tx, actor, webhookId);
    refuseStrangers(before, actor, change);
    if (change.status === 'disabled') {
      await deps.store.webhooks.disable(tx, webhookId, { reason: 'Disabled by a person.', now });
    }
    const { status, ...rest } = change;
    const isEnabled = status === 'active' && before.status === 'disabled';
    const after = await deps.store.webhooks.update(tx, webhookId, {
      ...rest,
      ...(isEnabled && { status }),
      now,
    });
    await recordChange(deps, tx, webhookChanges.updated, { actor, now, entityId: webhookId, before, after });
    return after;
  });
}

function refuseStrangers(before: Webhook, actor: Actor, { url }: UpdateWebhook): void {
  if (url === undefined || url === before.url || isTheirs(before, actor)) return;
  throw new ProblemError('forbidden', 'Only its author and admins may change the address of a webhook.');
}

const isTheirs = ({ createdById }: Webhook, actor: Actor): boolean =>
  actor.role === 'admin' || actor.userId === createdById;

/** A fresh signing secret, sealed. */
const newSecret = ({ secrets }: CommandDeps): string =>
  secrets.seal(`whsec_${randomBytes(SECRET_BYTES).toString('base64')}`);

/** So long both secrets sign: receivers have the time to learn the new one. */
const BOTH_SIGN_MS = 24 * 60 * 60_000;

/**
 * Makes a new signing secret (O5), which is in this reply only. For a day the one before signs too.
 *
 * @throws ProblemError `not_found`, or `forbidden` for somebody else than its author and admins
 */
export async function rotateWebhookSecret(
  deps: CommandDeps,
  actor: Actor,
  { webhookId }: { webhookId: string },
): Promise<CreatedWebhook> {
  const { sealed, ...webhook } = await runCommand(deps, actor, async (tx, now) => {
    const before = await lockWebhook(deps, tx, actor, webhookId);
    if (!isTheirs(before, actor))
      throw new ProblemError('forbidden', 'Only its author and admins may have a new secret made.');
    const secret = newSecret(deps);
    const formerUntil = now + BOTH_SIGN_MS;
    const after = await deps.store.webhooks.rotateSecret(tx, webhookId, { secret, formerUntil, now });
    const said = { actor, now, entityId: webhookId, before, after };
    await recordChange(deps, tx, webhookChanges.secretRotated, said);
    return { ...after, sealed: secret };
  });
  return { ...webhook, secret: deps.secrets.open(sealed) };
}

/**
 * Removes a webhook with its deliveries; nothing more is sent.
 *
 * @throws ProblemError `not_found`
 */
export function removeWebhook(
  deps: CommandDeps,
  actor: Actor,
  { webhookId }: { webhookId: string },
): Promise<void> {
  return runCommand(deps, actor, async (tx, now) => {
    const before = await lockWebhook(deps, tx, actor, webhookId);
    await deps.store.webhooks.remove(tx, webhookId);
    await recordChange(deps, tx, webhookChanges.removed, { actor, now, entityId: webhookId, before });
    const name = before.description ?? webhookId;
    await deps.hooks.followGone(deps, tx, { id: webhookId, name, now });
  });
}

/** A webhook under a lock. */
export async function lockWebhook(
  { store }: CommandDeps,
  tx: Tx,
  actor: Actor,
  webhookId: string,
): Promise<Webhook> {
  await store.webhooks.lock(tx, webhookId);
  return found(await store.webhooks.find(tx, actor, webhookId), 'webhook');
}

/** @throws ProblemError `conflict` unless the webhook is active: nothing would be sent */
export function refuseDisabled({ status }: Webhook): void {
  if (status !== 'active') throw new ProblemError('conflict', 'The webhook is disabled: enable it first.');
}
