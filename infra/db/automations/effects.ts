import { z } from 'zod';
import { EFFECT_STATUSES, type EffectStatus } from '../../../contracts/automations/kinds.ts';
import type { Tx } from '../client.ts';
import type { Prisma } from '../generated/client.ts';
import { jsonOf } from '../rows.ts';

/** What is known of an effect before it is applied; `now` is epoch milliseconds. */
export interface NewEffect {
  id: string;
  passId: string;
  customerId: string;
  automationId: string;
  actionKey: string;
  /** Place of the action among those of the automation, from 0. */
  ordinal: number;
  kind: string;
  now: number;
}

/** What became of an effect. */
export interface EffectOutcome {
  status: EffectStatus;
  reason: string | null;
  detail: string | null;
  /** Ids, numbers and flags, for the history. */
  data: object | null;
}

/**
 * Takes an action for a customer in a pass: whoever else does so at this moment waits until this transaction ends.
 *
 * @returns what became of it where it was taken before; null: it is this transaction's
 */
export async function take(tx: Tx, { now, ...row }: NewEffect): Promise<EffectOutcome | null> {
  const { passId, customerId, actionKey } = row;
  const taken = await tx.$executeRaw`
    INSERT INTO automation_effect (id, pass_id, customer_id, automation_id, action_key, ordinal, kind, status, at)
    VALUES (${row.id}, ${passId}, ${customerId}, ${row.automationId}, ${actionKey}, ${row.ordinal}, ${row.kind}, 'waiting',
      ${new Date(now)}::timestamptz)
    ON CONFLICT (pass_id, customer_id, action_key) DO NOTHING`;
  if (taken > 0) return null;
  // A statement of its own: it sees what was committed while the other was waited for.
  const { status, reason, detail, data } = await tx.automationEffect.findUniqueOrThrow({
    where: { passId_customerId_actionKey: { passId, customerId, actionKey } },
  });
  return {
    status: z.enum(EFFECT_STATUSES).parse(status),
    reason,
    detail,
    data: z.record(z.string(), z.unknown()).nullable().parse(data),
  };
}

/** Writes what became of an effect of this transaction. */
export async function write(
  tx: Tx,
  effectId: string,
  { status, reason, detail, data }: EffectOutcome,
): Promise<void> {
  await tx.automationEffect.update({
    where: { id: effectId },
    data: { status, reason, detail, data: jsonOf(data) as Prisma.InputJsonValue },
  });
}
