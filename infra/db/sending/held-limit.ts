import { z } from 'zod';
import { WAITING_IN_LINE, type MessageSource } from '../../../contracts/sending/kinds.ts';
import { heldLimitSchema, type HeldLimit } from '../../../contracts/sending/held-limit.ts';
import { Prisma } from '../generated/client.ts';

/** Expression: the limit that a row `of` waits for in line, as JSON; null: it waits for none. */
export const heldLimitOf = (kind: MessageSource, of: Prisma.Sql): Prisma.Sql => Prisma.sql`
  CASE WHEN ${of}.held_reason = ANY(${[...WAITING_IN_LINE]}::text[]) THEN (
    SELECT json_build_object('scope', k.held_by, 'amount', k.amount) FROM send_ticket k
    WHERE k.source_kind = ${kind} AND k.source_id = ${of}.id) END`;

/** Such an expression as a statement answers it. */
export const heldLimitColumn = z
  .object({ scope: z.string(), amount: z.number() })
  .transform(({ scope, amount }): HeldLimit => {
    const [of, , third, fourth] = scope.split('/');
    const per = of === 'mailbox' ? (third ?? 'day') : fourth;
    return heldLimitSchema.parse({ of, amount, per });
  })
  .nullable();
