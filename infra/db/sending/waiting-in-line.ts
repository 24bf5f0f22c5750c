import { HOLDING_ALL, KEEPING_A_PLACE, type WaitReason } from '../../../contracts/sending/kinds.ts';
import { Prisma } from '../generated/client.ts';

/** What a message waits for that keeps its place in the line of its customer: it leaves as soon as that has passed. */
const REASONS: readonly WaitReason[] = ['contact_policy', ...KEEPING_A_PLACE];

/**
 * The messages to customer `c` that were due and wait for a moment that is known, whatever their source: `id`, `run_id`,
 * `since` (their place in the line, D6) and `until`. What a hold, a person or a failing mailbox keeps back stands in no
 * line: nobody knows when it leaves.
 */
export const waitingInLine = Prisma.sql`
  SELECT x.id, NULL::text AS run_id, coalesce(x.due_at, x.created_at) AS since,
    CASE WHEN e.applied_version < e.intent_version THEN x.held_until
      ELSE greatest(x.held_until, e.next_wake_at) END AS until
  FROM step_execution x JOIN enrollment e ON e.id = x.enrollment_id
  WHERE x.customer_id = c.id AND x.status IN ('planned', 'ready') AND x.held_reason = ANY(${[...REASONS]}::text[])
    AND x.held_until IS NOT NULL AND e.is_live AND NOT coalesce(e.wait_reason = ANY(${[...HOLDING_ALL]}::text[]), false)
  UNION ALL
  SELECT a.id, NULL, a.send_requested_at, greatest(a.held_until, a.wake_at)
  FROM action a
  WHERE a.customer_id = c.id AND a.send_status = 'requested' AND a.held_reason = ANY(${[...REASONS]}::text[])
    AND a.wake_at IS NOT NULL AND a.send_requested_at IS NOT NULL
  UNION ALL
  SELECT t.id, t.run_id, coalesce(t.decided_at, t.planned_at), greatest(t.held_until, t.wake_at)
  FROM scheduled_touchpoint t
  WHERE t.customer_id = c.id AND t.status = 'approved'::text AND t.held_reason = ANY(${[...REASONS]}::text[])
    AND t.wake_at IS NOT NULL
  UNION ALL
  SELECT u.id, NULL, u.requested_at, greatest(u.held_until, u.wake_at)
  FROM automation_message u
  WHERE u.customer_id = c.id AND u.recipient = 'contact'::text AND u.send_status = 'requested'::text
    AND u.held_reason = ANY(${[...REASONS]}::text[]) AND u.wake_at IS NOT NULL`;
