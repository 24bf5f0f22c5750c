import { QUIET_HOURS } from '../access/organisation.ts';
import { Prisma } from '../generated/client.ts';
import { isOpen } from '../holds/open.ts';

/** Expression: when the customer `c` is not to be disturbed by an sms (M7), in its zone, else the organisation's. */
export const QUIET = Prisma.sql`json_build_object(
  'zone', coalesce(c.zone, (SELECT o.zone FROM organisation o LIMIT 1)),
  'hours', coalesce((SELECT o.settings->'quietHours' FROM organisation o LIMIT 1), ${JSON.stringify(QUIET_HOURS)}::jsonb))`;

/** Expression: the number that the sms of sequence `s` leave from, and who took its place, as a snapshot has senders. */
export const numbersOf = (now: Prisma.Sql): Prisma.Sql => Prisma.sql`(
  SELECT json_agg(json_build_object('mailboxId', n.id, 'status', n.status, 'heirId', sms_sender_heir(n.id),
    'probeAt', extract(epoch FROM n.probe_at) * 1000, 'channel', 'sms', 'isHeld', EXISTS (
      SELECT FROM hold h WHERE h.mailbox_id = n.id AND ${isOpen(now)})))
  FROM sms_sender n WHERE n.id IN (s.sms_sender_id, sms_sender_heir(s.sms_sender_id)))`;
