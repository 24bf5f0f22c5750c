import type { QueueBulkAction } from '../../../contracts/enrollments/queue/bulks.ts';
import { Prisma } from '../generated/client.ts';
import { isPausedByPerson, keepsBack } from '../holds/of-enrollment.ts';
import { customerIsVisibleToUser } from '../visibility.ts';

/** Condition and the reason that it stands for. */
const when = (condition: Prisma.Sql, reason: string) => Prisma.sql`WHEN ${condition} THEN ${reason}`;

const isMessage = Prisma.sql`x.type IN ('email', 'sms')`;
const isOpen = Prisma.sql`x.status IN ('planned', 'ready', 'sending', 'error', 'uncertain')`;

/** Reasons of one act, the first that holds. The act itself asks again, on the locked row. */
function reasonsOf(action: QueueBulkAction, at: Date): Prisma.Sql[] {
  const isPaused = when(isPausedByPerson(at), 'paused');
  switch (action.type) {
    case 'complete': {
      const labels = Prisma.sql`coalesce(x.pinned_rule->'outcomeLabels', to_jsonb(t.outcome_labels))`;
      const outcome = action.outcome ?? null;
      return [
        when(isMessage, 'wrong_type'),
        when(Prisma.sql`x.status NOT IN ('planned', 'ready')`, 'ended'),
        isPaused,
        when(
          Prisma.sql`${outcome}::text IS NOT NULL AND ${labels} <> '[]'::jsonb AND NOT ${labels} ? ${outcome ?? ''}`,
          'unknown_outcome',
        ),
      ];
    }
    case 'send': {
      const isForced = action.force !== undefined;
      return [
        when(Prisma.sql`NOT (${isMessage})`, 'wrong_type'),
        when(Prisma.sql`x.status IN ('error', 'uncertain')`, 'in_error'),
        when(Prisma.sql`x.status NOT IN ('planned', 'ready')`, 'ended'),
        isPaused,
        when(
          Prisma.sql`x.send_requested_at IS NOT NULL AND NOT (${isForced}
            AND x.held_reason IS NOT DISTINCT FROM 'contact_policy')`,
          'on_its_way',
        ),
        when(Prisma.sql`EXISTS (SELECT FROM hold h WHERE ${keepsBack(at, Prisma.sql`x.is_manual`)})`, 'held'),
      ];
    }
    case 'cancel':
      return [when(Prisma.sql`NOT (${isOpen})`, 'ended'), isPaused];
    case 'assign':
      return [
        when(Prisma.sql`NOT (${isOpen})`, 'ended'),
        isPaused,
        when(
          Prisma.sql`${action.assigneeId}::text IS NOT NULL AND NOT EXISTS (
            SELECT FROM app_user u WHERE u.id = ${action.assigneeId ?? ''} AND u.is_active
              AND coalesce(${customerIsVisibleToUser('u', 'c')}, false))`,
          'assignee_cannot_see',
        ),
      ];
  }
}

/**
 * Expression: why an act would not go for the row `x`, whose enrollment, customer and step are `e`, `c` and `t`; null: it
 * would. What is uncertain can be cancelled when its enrollment has ended.
 */
export function refusalOf(action: QueueBulkAction, now: number): Prisma.Sql {
  const isOver = Prisma.sql`NOT e.is_live AND NOT (${action.type === 'cancel'} AND x.status = 'uncertain')`;
  const reasons = [when(isOver, 'ended'), ...reasonsOf(action, new Date(now))];
  return Prisma.sql`CASE ${Prisma.join(reasons, ' ')} END`;
}
