import { z } from 'zod';
import type { Tx } from '../client.ts';

/** Lets mails of actions be tried at once that a switch kept back. */
export async function releaseHeld(tx: Tx, now: number): Promise<{ actionId: string; customerId: string }[]> {
  const rows = await tx.$queryRaw`
    UPDATE action SET wake_at = ${new Date(now)}
    WHERE wake_at IS NOT NULL AND send_status = 'requested' AND held_reason IN ('switched_off', 'mailbox_hold')
    RETURNING id AS "actionId", customer_id AS "customerId"`;
  return z.array(z.object({ actionId: z.string(), customerId: z.string() })).parse(rows);
}

/** Lets mails of actions be tried at once that wait for a day or an hour, after the policy or the zone changed. */
export async function releaseDeferred(tx: Tx, now: number): Promise<void> {
  const at = new Date(now);
  await tx.$executeRaw`
    UPDATE action a SET held_until = ${at}, wake_at = ${at}
    FROM (SELECT id FROM action WHERE wake_at IS NOT NULL AND held_reason IN ('contact_policy', 'window')
      FOR NO KEY UPDATE SKIP LOCKED) waiting
    WHERE a.id = waiting.id`;
}
