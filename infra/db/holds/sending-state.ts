import { z } from 'zod';
import type { Permission } from '../../../contracts/permissions.ts';
import type { Viewer } from '../../../contracts/actor.ts';
import { STOP_CAUSES, type SendingState } from '../../../contracts/holds/sending-state.ts';
import { SWITCH_SCOPES, type SwitchScope } from '../../../contracts/holds/switches.ts';
import type { Tx } from '../client.ts';
import { instantColumn } from '../rows.ts';

/** What one has to read to hear that something of a scope is stopped; null: everybody hears it. */
const READ_BY: Readonly<Record<SwitchScope, Permission | null>> = {
  all: null,
  program: 'programs.read',
  sequence: 'sequences.read',
  automation: 'automations.read',
  mailbox: 'sequences.read',
};

const rowSchema = z.object({
  scope: z.enum(SWITCH_SCOPES),
  id: z.string().nullable(),
  name: z.string().nullable(),
  cause: z.enum(STOP_CAUSES),
  reason: z.string().nullable(),
  since: instantColumn.nullable(),
  byId: z.string().nullable(),
  byName: z.string().nullable(),
});

/** Of what nothing leaves by itself, the widest first, as far as the viewer may read it. */
export async function read(db: Tx, { permissions }: Viewer): Promise<SendingState> {
  const scopes = SWITCH_SCOPES.filter((scope) => {
    const needed = READ_BY[scope];
    return needed === null || permissions.includes(needed);
  });
  const rows = await db.$queryRaw`
    WITH sender AS (
      SELECT id, name, status, status_reason, status_at, retired_at FROM mailbox
      UNION ALL SELECT id, name, status, status_reason, status_at, retired_at FROM sms_sender
    ), stop AS (
      SELECT h.scope, coalesce(h.program_id, h.sequence_id, h.automation_id, h.mailbox_id) AS id,
        coalesce(p.name, s.name, a.name, m.name) AS name, 'switch' AS cause, h.reason, h.started_at AS since,
        h.author_id AS by_id
      FROM hold h LEFT JOIN program p ON p.id = h.program_id LEFT JOIN sequence s ON s.id = h.sequence_id
      LEFT JOIN automation a ON a.id = h.automation_id LEFT JOIN sender m ON m.id = h.mailbox_id
      WHERE h.kind = 'switch' AND h.ended_at IS NULL
      UNION ALL
      SELECT 'mailbox', m.id, m.name, m.status, m.status_reason, m.status_at, NULL FROM sender m
      WHERE m.status IN ('failing', 'reconnect') AND m.retired_at IS NULL
    )
    SELECT t.scope, t.id, t.name, t.cause, t.reason, t.since, t.by_id AS "byId", u.name AS "byName"
    FROM stop t LEFT JOIN app_user u ON u.id = t.by_id WHERE t.scope = ANY(${scopes}::text[])
    ORDER BY array_position(${[...SWITCH_SCOPES]}::text[], t.scope), t.cause <> 'switch', t.since, t.id`;
  const items = z.array(rowSchema).parse(rows);
  return { isStopped: items.some(({ scope }) => scope === 'all'), items };
}
