import { Prisma } from '../generated/client.ts';

/**
 * As JSON `{ entity, id }`, where a message to a customer waits that a person may look at now: for review, or as a step that
 * is due (Q6); null: nowhere. It stands in the place of a recommended email.
 */
export const waitingMessageOf = (customerId: Prisma.Sql, now: Date): Prisma.Sql => Prisma.sql`coalesce(
  (SELECT json_build_object('entity', 'review_batch', 'id', w.batch_id) FROM scheduled_touchpoint w
   WHERE w.customer_id = ${customerId} AND w.status IN ('proposed', 'approved') AND w.batch_id IS NOT NULL
   ORDER BY w.planned_on, w.id LIMIT 1),
  (SELECT json_build_object('entity', 'step_execution', 'id', w.id)
   FROM step_execution w JOIN enrollment we ON we.id = w.enrollment_id
   WHERE w.customer_id = ${customerId} AND w.type IN ('email', 'sms') AND (we.is_live OR w.status = 'uncertain')
     AND (w.status IN ('ready', 'sending', 'error', 'uncertain') OR (w.status = 'planned' AND w.due_at <= ${now}))
   ORDER BY w.due_at, w.id LIMIT 1))`;
