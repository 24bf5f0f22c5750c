import { z } from 'zod';
import { flagSchema } from './fields.ts';

/** How an export is written, so that a spreadsheet of the reader's locale opens it right (C22). */
export const exportWriting = {
  delimiter: z.enum(['comma', 'semicolon', 'tab']).default('comma'),
  bom: flagSchema.default(false).meta({
    description: 'Begins the file with a byte order mark, without which some spreadsheets do not read UTF-8.',
  }),
  decimalMark: z.enum(['point', 'comma']).default('point'),
};

/** How an export is written. */
export type ExportWriting = z.infer<z.ZodObject<typeof exportWriting>>;

/** What every operation says that answers with a file. */
export const EXPORT_DESCRIPTION =
  'CSV as RFC 4180 has it, in UTF-8, the first line names the columns; streamed, of any size. Text that a spreadsheet would take for a formula begins with an apostrophe. A download that breaks off in the middle is an error of the connection, never a short file.';
