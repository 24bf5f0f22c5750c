import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { operation } from '../operation.ts';
import { pageQuery, pageSchema } from '../paging.ts';
import {
  createImportQuerySchema,
  importErrorSchema,
  importSchema,
  listImportsQuerySchema,
} from './imports.ts';
import { confirmClosingSchema } from './open-items.ts';
import { importPreviewSchema, previewImportQuerySchema } from './previews.ts';

const params = z.strictObject({ importId: idSchema('import') });

const COLUMNS_TEXT = `
A header row names the columns, in any order; titles and blank rows may stand above it:

- **customers**: \`external_id\`, \`name\`, and optionally \`status\`, \`currency\`, \`ar_owner_email\`, \`sales_owner_email\`,
  \`zone\`, \`locale\`, \`score\` and any \`property.<name>\`. Found again by \`external_id\`.
- **contacts**: \`customer_external_id\`, and \`external_id\`, \`name\`, \`email\`, \`phone\`, \`title\`, \`department\`, \`type\`,
  \`primary\`. Found again within the customer by \`external_id\`, else \`email\`, else \`name\`; one of the three must be
  there. What a person edited here stays shown.
- **invoices**: \`customer_external_id\`, \`number\`, \`issued_on\`, \`due_on\`, \`amount\`, and optionally \`balance\`, \`credit\`,
  \`currency\` (that of the customer), \`status\`, \`disputed\`, \`dispute_reason\`, \`po_number\`, \`pay_url\`, \`pdf_url\`,
  \`lowered_by\`, \`paid_on\`. Found again by \`number\`. Without a balance it is the amount, or 0 for paid and void ones. A
  known invoice whose balance is lower now was paid, unless \`lowered_by\` (\`credit\`, \`correction\`, \`write_off\`) says
  otherwise, on \`paid_on\` where the row has it; one that is worth less now was corrected. A balance below 0 makes it paid,
  and sets what the customer has to its credit; so does \`credit\` beside a balance of 0, as exports have it. A row whose
  amount is below 0 is a credit note with that number, applied to nothing; its balance says what is left of it.
- **payments**: \`customer_external_id\`, \`reference\`, \`paid_on\`, \`amount\`, and optionally \`currency\` and what it paid:
  \`invoice_number\` for as much as that invoice owes, or \`allocations\` like \`INV-1:100.00|INV-2:50.00\`. Nothing is allocated by guess; a
  part that names no invoice stays on account. Found again within the customer by \`reference\`; further allocations are
  added, anything else that differs is refused. Several rows with one reference, each with its invoice, are one payment. A
  negative amount says that a payment came back, on \`paid_on\`: the one whose reference stands in \`reverses\`, else the one
  unreversed payment of its invoice that is large enough; \`reason\` is kept.
- **related_records**: \`kind\`, \`external_id\`, \`customer_external_id\`, and optionally \`status\`, \`occurred_on\`,
  \`ends_on\`, \`amount\`, \`currency\`, any \`property.<name>\`, for credit notes \`allocations\` as above, for documents \`url\`
  (https), for transactions the card or account they went over, \`of_kind\` and \`of_external_id\`, for documents, cards, bank accounts and e-mandates \`events\` written like
  \`signed:2026-11-20|charged:2026-11-21:12.50:E-7\` (kind, day, amount, external id), which are added. Found again by \`kind\` and \`external_id\`.

A column that is left out leaves what is stored; an empty value empties it, or takes the default of a new row. Other
headers need a \`mapping\` or a saved \`profile\`; \`POST /v1/imports/previews\` proposes one and asks what the file leaves
open. Files of our exports come back as they are: columns that only inform are ignored, and the reply names them.

With \`mode=openItems\` a file of invoices is the whole truth about what is open of its \`source\` on the day \`asOf\`:
open invoices of that source, issued by then, which it lacks are closed on that day with cause \`import\`, as if a file had
shown them paid, and credit that such files brought and that it lacks ends. A file with a failed row, or without rows, closes nothing and says so in \`closing\`; one that is older than
the last of its source is refused. Where at least 20 are missing, and more than a fifth of what was open by number or by
amount in any currency, the import is \`waiting\` until a person confirms or declines. A dry run tells the numbers first.

Values may be quoted as spreadsheets do it; amounts may have currency signs, grouping, a minus behind or parentheses; dates
of the declared order may lack zeros or have month names; several addresses in one cell become several contacts. Nothing
that can be read in two ways is guessed: such a row is an error.

A file that cannot be read to its end (encoding, a quote never closed, a record above 1 MB, unknown, double or missing
columns) is refused as a whole and changes nothing; otherwise rows with errors are left out and reported, and all others
are stored. A bad value of an optional column is left out with a warning and does not keep its row out. With an
\`Idempotency-Key\` the same file again answers the import that was.`;

const PREVIEW_TEXT =
  'Answers encoding, delimiter, header (title, blank and total rows are named), a proposed mapping with samples, the order of dates and the decimal mark. What the file shows stands in `reading`, which an import or a saved profile takes as it is; what it cannot show stands in `questions`, each choice with what it makes of values of the file. Large files are read at their head and in pieces out of the rest.';

const WHO_SEES_ROWS =
  'They quote the file: shown to whom no customer is hidden from, to others of their own imports only.';

const CLOSING_TEXT =
  'For its author, and for whom no customer is hidden from. Where the numbers have moved meanwhile, nothing is closed: the answer has the new ones in `missing`, and it waits on.';

/** Operations on imports. */
export const importOperations = [
  operation({
    id: 'createImport',
    method: 'post',
    path: '/v1/imports',
    tag: 'Imports',
    summary: 'Import customers, contacts, invoices, payments or related records from CSV',
    description: COLUMNS_TEXT.trim(),
    permission: 'customers.import',
    query: createImportQuerySchema,
    csvBody: 'A CSV file whose first line names the columns.',
    response: importSchema,
    status: 201,
    isIdempotent: true,
    problems: ['too_large', 'unsupported_media_type'],
  }),
  operation({
    id: 'previewImport',
    method: 'post',
    path: '/v1/imports/previews',
    tag: 'Imports',
    summary: 'Tell what a file is, propose how it is read, and ask what it leaves open; nothing is stored',
    description: PREVIEW_TEXT,
    permission: 'customers.import',
    query: previewImportQuerySchema,
    csvBody: 'A CSV file of any size; it is looked at, not kept.',
    response: importPreviewSchema,
    status: 200,
    problems: ['too_large', 'unsupported_media_type'],
  }),
  operation({
    id: 'listImports',
    method: 'get',
    path: '/v1/imports',
    tag: 'Imports',
    summary: 'List imports, newest first',
    permission: 'customers.import',
    query: listImportsQuerySchema,
    response: pageSchema('ImportPage', importSchema),
    status: 200,
  }),
  operation({
    id: 'getImport',
    method: 'get',
    path: '/v1/imports/{importId}',
    tag: 'Imports',
    summary: 'Get an import with its summary so far',
    permission: 'customers.import',
    params,
    response: importSchema,
    status: 200,
  }),
  operation({
    id: 'confirmImportClosing',
    method: 'post',
    path: '/v1/imports/{importId}/closing/confirm',
    tag: 'Imports',
    summary: 'Close the open invoices that a file of open items lacks, which many are',
    description: CLOSING_TEXT,
    permission: 'customers.import',
    params,
    body: confirmClosingSchema,
    response: importSchema,
    status: 200,
    problems: ['conflict', 'already_acted', 'forbidden'],
  }),
  operation({
    id: 'declineImportClosing',
    method: 'post',
    path: '/v1/imports/{importId}/closing/decline',
    tag: 'Imports',
    summary: 'Close nothing of what a file of open items lacks; its rows stay stored',
    description: 'For its author, and for whom no customer is hidden from.',
    permission: 'customers.import',
    params,
    response: importSchema,
    status: 200,
    problems: ['already_acted', 'forbidden'],
  }),
  operation({
    id: 'listImportErrors',
    method: 'get',
    path: '/v1/imports/{importId}/errors',
    tag: 'Imports',
    summary: 'List what was wrong with the rows of an import, by line',
    description: WHO_SEES_ROWS,
    permission: 'customers.import',
    params,
    query: z.strictObject(pageQuery),
    response: pageSchema('ImportErrorPage', importErrorSchema),
    status: 200,
  }),
  operation({
    id: 'listImportWarnings',
    method: 'get',
    path: '/v1/imports/{importId}/warnings',
    tag: 'Imports',
    summary: 'List the values that were left out of rows that were stored, by line',
    description: WHO_SEES_ROWS,
    permission: 'customers.import',
    params,
    query: z.strictObject(pageQuery),
    response: pageSchema('ImportWarningPage', importErrorSchema),
    status: 200,
  }),
] as const;
