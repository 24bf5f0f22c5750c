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

const params = z.strictObject({ importId: idSchema('import') });

const COLUMNS_TEXT = `
The first line names the columns, in any order:

- **customers**: \`external_id\`, \`name\`, and optionally \`status\`, \`currency\`, \`ar_owner_email\`, \`sales_owner_email\`,
  \`zone\`, \`locale\`, \`score\` and any \`property.<name>\`. Found again by \`external_id\`.
- **contacts**: \`customer_external_id\`, and \`external_id\`, \`name\`, \`email\`, \`phone\`, \`title\`, \`department\`, \`type\`,
  \`primary\`. Found again within the customer by \`external_id\`, else \`email\`, else \`name\`; one of the three must be
  there. What a person edited here stays shown.
- **invoices**: \`customer_external_id\`, \`number\`, \`issued_on\`, \`due_on\`, \`amount\`, and optionally \`balance\`, \`currency\`
  (that of the customer), \`status\`, \`disputed\`, \`dispute_reason\`, \`po_number\`, \`pay_url\`, \`pdf_url\`. Found again by
  \`number\`. Without a balance it is the amount, or 0 for paid and void ones.
- **payments**: \`customer_external_id\`, \`reference\`, \`paid_on\`, \`amount\`, and optionally \`currency\` and what it paid:
  \`invoice_number\` for all of it, or \`allocations\` like \`INV-1:100.00|INV-2:50.00\`. Nothing is allocated by guess; a
  part that names no invoice stays on account. Found again within the customer by \`reference\`; further allocations are
  added, anything else that differs is refused.
- **related_records**: \`kind\`, \`external_id\`, \`customer_external_id\`, and optionally \`status\`, \`occurred_on\`,
  \`ends_on\`, \`amount\`, \`currency\`, any \`property.<name>\`, and for credit notes \`allocations\` as above. Found again
  by \`kind\` and \`external_id\`.

A column that is left out leaves what is stored; an empty value empties it, or takes the default of a new row. Text is
UTF-8, or UTF-16 with a byte order mark; values may be quoted; lines begin with 1 for the header. A file that cannot be
read to its end (encoding, a quote never closed, a record above 1 MB, unknown, double or missing columns) is refused as a
whole and changes nothing; otherwise rows with errors are left out and reported, and all others are stored.`;

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
    id: 'listImportErrors',
    method: 'get',
    path: '/v1/imports/{importId}/errors',
    tag: 'Imports',
    summary: 'List what was wrong with the rows of an import, by line',
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
    permission: 'customers.import',
    params,
    query: z.strictObject(pageQuery),
    response: pageSchema('ImportWarningPage', importErrorSchema),
    status: 200,
  }),
] as const;
