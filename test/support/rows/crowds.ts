import type { Database } from '../../../infra/db/client.ts';
import type { Row } from '../worlds/queue-world.ts';

/** Rows like this one for more customers with a contact each, `from` to `to`; the further in the line, the later due. */
export async function crowdLike(
  db: Database,
  { customerId, contactId, enrollmentId, executionId, ...row }: Row,
  { from, to, domain = 'acme.example' }: { from: number; to: number; domain?: string },
): Promise<Row[]> {
  const numbers = `generate_series(${from}, ${to}) n`;
  for (const [table, id, change] of [
    [
      'customer',
      customerId,
      `'id', 'cus_' || lpad(n::text, 26, '0'), 'name', 'Held ' || n, 'name_key', 'held ' || n, 'external_id', 'H' || n`,
    ],
    [
      'contact',
      contactId,
      `'id', 'con_' || lpad(n::text, 26, '0'), 'customer_id', 'cus_' || lpad(n::text, 26, '0'), 'email', 'held' || n || '@${domain}', 'external_id', NULL`,
    ],
    [
      'enrollment',
      enrollmentId,
      `'id', 'enr_' || lpad(n::text, 26, '0'), 'customer_id', 'cus_' || lpad(n::text, 26, '0'), 'contact_id', 'con_' || lpad(n::text, 26, '0')`,
    ],
    [
      'step_execution',
      executionId,
      `'id', 'exe_' || lpad(n::text, 26, '0'), 'enrollment_id', 'enr_' || lpad(n::text, 26, '0'), 'customer_id', 'cus_' || lpad(n::text, 26, '0'),
        'due_at', r.due_at + n * interval '1 millisecond'`,
    ],
  ]) {
    await db.$executeRawUnsafe(
      `INSERT INTO ${table} SELECT (jsonb_populate_record(NULL::${table}, to_jsonb(r) || jsonb_build_object(${change}))).*
       FROM ${table} r, ${numbers} WHERE r.id = $1`,
      id,
    );
  }
  return Array.from({ length: to - from + 1 }, (_, index) => {
    const ended = String(from + index).padStart(26, '0');
    return {
      ...row,
      customerId: `cus_${ended}`,
      contactId: `con_${ended}`,
      enrollmentId: `enr_${ended}`,
      executionId: `exe_${ended}`,
    };
  });
}
