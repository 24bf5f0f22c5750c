import { z } from 'zod';
import { CHANNELS, SUPPRESSION_REASONS } from '../../../contracts/sending/kinds.ts';
import { Prisma } from '../generated/client.ts';
import { instantColumn } from '../rows.ts';

/** An entry of the suppression list as {@link SUPPRESSION_COLUMNS} read it. */
export const suppressionRowSchema = z.object({
  id: z.string(),
  channel: z.enum(CHANNELS),
  address: z.string(),
  reason: z.enum(SUPPRESSION_REASONS),
  note: z.string().nullable(),
  source: z.string(),
  authorId: z.string(),
  createdAt: instantColumn,
  expiresAt: instantColumn.nullable(),
});

/** What is shown of the row of `suppression` named `s`. */
export const SUPPRESSION_COLUMNS = Prisma.sql`
  s.id, s.channel, s.address, s.reason, s.note, s.source, s.author_id AS "authorId", s.created_at AS "createdAt",
  s.expires_at AS "expiresAt"`;
