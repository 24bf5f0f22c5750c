import { z } from 'zod';
import { lineSchema } from '../fields.ts';
import { DELIMITER_KINDS, ENCODINGS } from '../csv.ts';
import { IMPORT_KINDS } from './kinds.ts';
import { importReadingQuery, importReadingSchema, mappingSchema } from './reading.ts';

/** What a file is for, and what is known of it already. */
export const previewImportQuerySchema = z.strictObject({
  kind: z.enum(IMPORT_KINDS),
  profile: lineSchema(200).optional().meta({ description: 'Id or name of a saved profile.' }),
  ...importReadingQuery,
});
export type PreviewImportQuery = z.infer<typeof previewImportQuerySchema>;

const line = z.int().min(1);
const lineOfText = z.strictObject({ line, text: z.string() });

const choiceSchema = z.strictObject({
  value: z.string().meta({ description: 'What to declare in the import.' }),
  readings: z.array(
    z.strictObject({ line, text: z.string(), reading: z.string() }).meta({
      description: 'A value of the file, and how it reads with this choice.',
    }),
  ),
});

/** What the file itself cannot answer. */
export const previewQuestionSchema = z
  .strictObject({
    about: z
      .enum(['encoding', 'delimiter', 'mapping', 'dateFormat', 'decimalMark', 'lines'])
      .meta({ description: 'The option of the import that answers it.' }),
    column: z.string().nullable().meta({ description: 'The column of the file, or ours that has none yet.' }),
    message: z.string(),
    choices: z.array(choiceSchema),
  })
  .meta({ id: 'ImportQuestion' });
export type PreviewQuestion = z.infer<typeof previewQuestionSchema>;

const found = <S extends z.ZodType>(value: S) =>
  z.strictObject({
    value,
    source: z.enum(['declared', 'mark', 'file', 'proposed']).meta({
      description:
        'Where it is from: declared, a byte order mark or `sep=` line, what the file shows, or likely only.',
    }),
  });

/** What a file is (C17). */
export const importPreviewSchema = z
  .strictObject({
    kind: z.enum(IMPORT_KINDS),
    byteCount: z.int().min(0),
    lineCount: z.int().min(0),
    encoding: found(z.enum(ENCODINGS)).extend({ hasMark: z.boolean() }),
    delimiter: found(z.enum(DELIMITER_KINDS)),
    headerLine: line.nullable().meta({ description: 'Where the columns are named; null: nowhere.' }),
    titleLines: z.array(lineOfText).meta({ description: 'What stands above the header.' }),
    blankLines: z.array(line).meta({ description: 'Rows without a value, of those that were looked at.' }),
    totalLines: z.array(lineOfText).meta({ description: 'Rows of sums, of those that were looked at.' }),
    repeatedHeaderLines: z
      .array(line)
      .meta({ description: 'Rows that are the header once more, of those that were looked at.' }),
    columns: z.array(
      z.strictObject({
        number: z.int().min(1),
        name: z.string(),
        samples: z.array(z.string()),
        to: z.string().nullable().meta({ description: 'Our column that it seems to be; null: not read.' }),
      }),
    ),
    needsMapping: z.boolean().meta({ description: 'Whether the columns are not our own.' }),
    mapping: mappingSchema.or(z.array(z.never()).max(0)).meta({ description: 'A proposal.' }),
    missingColumns: z.array(z.string()).meta({ description: 'Columns that are needed and were not found.' }),
    reading: importReadingSchema.meta({
      description: 'All options for the import as far as the file shows them; the questions say what lacks.',
    }),
    questions: z.array(previewQuestionSchema),
  })
  .meta({ id: 'ImportPreview', description: 'What a file is, and what it leaves open.' });
export type ImportPreview = z.infer<typeof importPreviewSchema>;
