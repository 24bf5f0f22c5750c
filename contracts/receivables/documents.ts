import { z } from 'zod';
import { amountSchema, currencySchema, daySchema, instantSchema, lineSchema, urlSchema } from '../fields.ts';
import { TRANSACTION_MEANS } from './kinds.ts';
import { idSchema } from '../ids.ts';

/** Largest file of a document. */
export const MAX_FILE_BYTES = 10 * 1024 * 1024;

/** Where a document can be opened. */
export const documentUrlSchema = urlSchema.regex(/^https:/i, { error: 'must be an https address' });

/** The card or bank account that a transaction went over, by its external id; it may come later than the transaction. */
export const transactionMeansSchema = z.strictObject({
  kind: z.enum(TRANSACTION_MEANS),
  externalId: lineSchema(200),
});

/** What is known of a stored file. */
export const documentFileSchema = z
  .strictObject({
    name: z.string(),
    contentType: z.string(),
    size: z.int(),
    sha256: z.string(),
    storedAt: instantSchema,
  })
  .meta({ id: 'DocumentFile', description: 'A stored file; always downloaded, never shown in the browser.' });
export type DocumentFile = z.infer<typeof documentFileSchema>;

/** A document as a person opens it: by its link, or its file. */
export const documentSchema = z
  .strictObject({
    id: idSchema('relatedRecord'),
    externalId: z.string(),
    status: z.string().nullable(),
    occurredOn: daySchema.nullable(),
    endsOn: daySchema.nullable(),
    amount: amountSchema.nullable(),
    currency: currencySchema.nullable(),
    url: z.string().nullable(),
    file: documentFileSchema.nullable(),
  })
  .meta({ id: 'Document' });
export type Document = z.infer<typeof documentSchema>;
