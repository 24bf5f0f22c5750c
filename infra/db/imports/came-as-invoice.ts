import { relatedRecordChanges } from '../../../contracts/receivables/changes.ts';
import { Prisma } from '../generated/client.ts';

/** Whether a credit note `r` is one of files of invoices: a row of one of them made or changed it. */
export const cameAsInvoice = Prisma.sql`(EXISTS (
    SELECT FROM change h JOIN import f ON f.id = h.origin_id AND f.kind = 'invoices'
    WHERE h.entity = ${relatedRecordChanges.created.entity} AND h.entity_id = r.id AND h.origin = 'import')
  OR EXISTS (
    SELECT FROM change_kept h JOIN import f ON f.id = h.origin_id AND f.kind = 'invoices'
    WHERE h.entity = ${relatedRecordChanges.created.entity} AND h.entity_id = r.id))`;
