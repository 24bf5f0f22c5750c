import { Prisma } from '../../generated/client.ts';

/** `(amount, credit)` of what the item `s` asks for, as the facts say that it was written from: a lateral row. */
export const ASKED_AMOUNT = Prisma.sql`(
  SELECT coalesce(sum((i->>'balance')::numeric), 0) AS amount, coalesce(sum((i->>'credit')::numeric), 0) AS credit
  FROM jsonb_array_elements(s.facts->'invoices') i
  WHERE jsonb_exists(s.content->'invoices', i->>'invoiceId'))`;
