import { z } from 'zod';
import { lineSchema } from '../fields.ts';
import { DELIMITER_KINDS, ENCODINGS, type DelimiterKind } from '../csv.ts';
import { DATE_FORMATS, DECIMAL_MARK_KINDS, IMPORT_MODES, LINE_MODES, ROUND_MODES } from './kinds.ts';
import { importSourceSchema } from './open-items.ts';

/** The values of `delimiter`, and what they stand for. */
export const DELIMITER_NAMES = { comma: ',', semicolon: ';', tab: '\t', pipe: '|' } as const;
/** How a delimiter is called. */
export function delimiterName(delimiter: string): DelimiterKind {
  return DELIMITER_KINDS.find((name) => DELIMITER_NAMES[name] === delimiter) ?? 'comma';
}

/** The values of `decimalMark`, and what they stand for. */
export const DECIMAL_MARK_NAMES = { point: '.', comma: ',' } as const;

const delimiter = z.enum(DELIMITER_KINDS).meta({
  description: 'Left out: that of the `sep=` line, else the one with which the header has its columns.',
});
const encoding = z.enum(ENCODINGS).meta({
  description:
    'Left out: what the byte order mark says, else the `charset` of the Content-Type, else UTF-8. Other encodings are never guessed.',
});
const dateFormat = z.enum(DATE_FORMATS).meta({
  description:
    'Order of day, month and year; no other is taken. Zeros may lack, the marks between may be others, months may have names, years two digits where they stand last (80 years back at most).',
});

/** How the text of a file is written, for every CSV body. */
export const csvQuery = {
  delimiter: delimiter.optional(),
  encoding: encoding.optional(),
  dateFormat: dateFormat.default('YYYY-MM-DD'),
};

const columnMappingSchema = z.strictObject({
  from: z
    .union([lineSchema(200), z.int().min(1).max(10_000)])
    .meta({ description: 'Name of the column in the file, or its number from 1.', example: 'Doc. No' }),
  to: lineSchema(120).meta({ description: 'Column of this product.', example: 'number' }),
});

/** Which columns of a file are read as which of ours; the others are not read. */
export const mappingSchema = z.array(columnMappingSchema).min(1).max(200).meta({ id: 'ImportMapping' });
export type ImportMapping = z.infer<typeof mappingSchema>;

/** Everything that says how a file is read: what a saved profile keeps. */
export const importReadingSchema = z.strictObject({
  mapping: mappingSchema.optional(),
  delimiter: delimiter.optional(),
  encoding: encoding.optional(),
  dateFormat: dateFormat.optional(),
  decimalMark: z.enum(DECIMAL_MARK_KINDS).optional().meta({
    description:
      'Left out: as each amount shows it (`1,234.50`, `900,00`); `1.234` and `1,234` are refused as ambiguous.',
  }),
  round: z.enum(ROUND_MODES).optional().meta({
    description: 'What becomes of decimals that the currency does not have. Left out: such a row is refused.',
  }),
  lines: z.enum(LINE_MODES).optional().meta({
    description: '`sum`: several rows of one invoice are its lines. Left out: such rows are refused.',
  }),
  mode: z.enum(IMPORT_MODES).optional().meta({
    description:
      'Invoices: `openItems` says that the file is the whole truth about what is open of its source; what it lacks is closed. Left out, or `upsert`: nothing is closed.',
  }),
  source: importSourceSchema.optional(),
});
export type ImportReading = z.infer<typeof importReadingSchema>;

/** The same in a query string, where the mapping is JSON. */
export const importReadingQuery = {
  ...importReadingSchema.shape,
  mapping: z
    .string()
    .max(60_000)
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        context.addIssue({ code: 'custom', message: 'must be JSON like [{"from":"Doc. No","to":"number"}]' });
        return z.NEVER;
      }
    })
    .pipe(mappingSchema)
    .optional()
    .meta({
      description: 'JSON: which column of the file is which of ours. The others are not read.',
      example: '[{"from":"Doc. No","to":"number"}]',
    }),
};
