import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import {
  customerScoreSchema,
  SCORE_KINDS,
  type CustomerScore,
} from '../../../contracts/automations/scores.ts';
import type { Tx } from '../client.ts';
import type { Prisma } from '../generated/client.ts';
import { isoOf, jsonOf } from '../rows.ts';
import { canSeeCustomer } from '../visibility.ts';

const criteriaSchema = customerScoreSchema.shape.explanation.unwrap().shape.criteria;

/** How an automation came to a score; `now` is epoch milliseconds. */
export type NewScore = Omit<NonNullable<CustomerScore['explanation']>, 'at'> & {
  customerId: string;
  score: number;
  now: number;
};

/** Keeps how a customer came to the score it has; the earlier explanation goes. */
export async function explain(tx: Tx, { customerId, now, criteria, ...score }: NewScore): Promise<void> {
  const set = { ...score, criteria: jsonOf(criteria) as Prisma.InputJsonValue, at: new Date(now) };
  await tx.customerScore.upsert({
    where: { customerId },
    create: { customerId, ...set },
    update: set,
  });
}

/** The score of a customer with its explanation; null when absent or hidden. */
export async function find(db: Tx, viewer: Viewer, customerId: string): Promise<CustomerScore | null> {
  if (!(await canSeeCustomer(db, viewer, customerId))) return null;
  const row = await db.customer.findUnique({
    where: { id: customerId },
    select: { score: true, scoreExplanation: true },
  });
  if (!row) return null;
  const { score, scoreExplanation: from } = row;
  const explanation = from && {
    automationId: from.automationId,
    actionKey: from.actionKey,
    kind: z.enum(SCORE_KINDS).parse(from.kind),
    criteria: criteriaSchema.parse(from.criteria),
    at: isoOf(from.at),
  };
  return { customerId, score, explanation };
}
