import { z } from 'zod';
import { WAITING_FOR_MAILBOX } from '../../../contracts/sending/kinds.ts';
import type { Tx } from '../client.ts';

/** Lets mails of actions be tried at once that a switch kept back. */
export async function releaseHeld(tx: Tx, now: number): Promise<{ actionId: string; customerId: string }[]> {
  const rows = await tx.$queryRaw`
    UPDATE action SET wake_at = ${new Date(now)}
    WHERE wake_at IS NOT NULL AND send_status = 'requested' AND held_reason IN ('switched_off', 'mailbox_hold')
    RETURNING id AS "actionId", customer_id AS "customerId"`;
  return z.array(z.object({ actionId: z.string(), customerId: z.string() })).parse(rows);
}

/** Lets mails of actions look for their mailbox at once that wait at one that is retired, without the slot they had. */
export async function releaseFromMailbox(
  tx: Tx,
  mailboxId: string,
  now: number,
): Promise<{ actionId: string; customerId: string }[]> {
  const rows = await tx.$queryRaw`
    UPDATE action SET wake_at = ${new Date(now)}, slot_at = NULL
    WHERE wake_at IS NOT NULL AND send_status = 'requested' AND held_reason = ANY(${[...WAITING_FOR_MAILBOX]}::text[])
      AND mailbox_id IN (SELECT id FROM mailbox WHERE id = ${mailboxId} OR retired_at IS NOT NULL)
    RETURNING id AS "actionId", customer_id AS "customerId"`;
  return z.array(z.object({ actionId: z.string(), customerId: z.string() })).parse(rows);
}

/** Lets mails of actions be tried at once that the contact policy defers, after it changed. */
export async function releaseDeferred(tx: Tx, now: number): Promise<void> {
  const at = new Date(now);
  await tx.$executeRaw`
    UPDATE action a SET held_until = ${at}, wake_at = ${at}
    FROM (SELECT id FROM action WHERE wake_at IS NOT NULL AND held_reason = 'contact_policy'
      FOR NO KEY UPDATE SKIP LOCKED) waiting
    WHERE a.id = waiting.id`;
}
