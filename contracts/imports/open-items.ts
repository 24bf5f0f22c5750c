import { z } from 'zod';
import { amountSchema, currencySchema, daySchema, instantSchema, lineSchema } from '../fields.ts';
import { CLOSING_STATES } from './kinds.ts';

/** Sources that belong to no file: what people and programs entered here. */
const NO_FILE = new Set(['api', 'manual']);

/** Whose file it is (C21): the name of the system that it comes from. */
export const importSourceSchema = lineSchema(100)
  .refine((name) => !NO_FILE.has(name), { error: 'is not of files: `api` and `manual` were entered here' })
  .meta({
    description:
      'Invoices: the system that the file comes from; left out: `import`. New invoices are of it, and a file of open items closes those of its own source only. Named in another import, it is the source of all invoices of the file from then on.',
    example: 'erp-north',
  });

/** How many invoices, and what is open of them, by currency. */
export const openSumSchema = z
  .strictObject({
    count: z.int().min(0),
    amounts: z.array(z.strictObject({ currency: currencySchema, amount: amountSchema })).max(200),
  })
  .meta({ id: 'OpenItemsSum', description: 'How many invoices, and what is open of them.' });
export type OpenSum = z.infer<typeof openSumSchema>;

/** What becomes of the invoices that a file of open items lacks (C21). */
export const importClosingSchema = z
  .strictObject({
    asOf: daySchema.meta({ description: 'The day of which the file is the whole truth.' }),
    state: z.enum(CLOSING_STATES),
    message: z.string().nullable().meta({ description: 'Why nothing was closed, or what is asked.' }),
    open: openSumSchema.meta({
      description: 'Open invoices of the source, issued by that day, before the first row was stored.',
    }),
    missing: openSumSchema.nullable().meta({
      description:
        'Those of them that the file lacks; null: not known yet, or never worked out. A confirmation names exactly these numbers.',
    }),
    credit: openSumSchema.nullable().meta({
      description: 'Credit of the source that the file lacks: it ends with the closing.',
    }),
    decidedById: z.string().nullable(),
    decidedAt: instantSchema.nullable(),
  })
  .meta({
    id: 'ImportClosing',
    description: 'What becomes of the invoices that a file of open items lacks.',
  });
export type ImportClosing = z.infer<typeof importClosingSchema>;

/** A person's yes, to exactly the numbers that were shown. */
export const confirmClosingSchema = z.strictObject({ missing: openSumSchema });
export type ConfirmClosing = z.infer<typeof confirmClosingSchema>;
