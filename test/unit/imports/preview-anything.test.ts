import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Readable } from 'node:stream';
import type { CommandDeps } from '../../../commands/deps.ts';
import { headerFor } from '../../../commands/imports/import-header.ts';
import { previewImport } from '../../../commands/imports/preview-import.ts';
import { SYSTEM } from '../../../contracts/actor.ts';
import { IMPORT_COLUMNS } from '../../../contracts/imports/columns.ts';
import { IMPORT_KINDS } from '../../../contracts/imports/kinds.ts';
import { importPreviewSchema } from '../../../contracts/imports/previews.ts';
import { ProblemError } from '../../../contracts/problems.ts';
import { withCsv } from '../../../infra/csv/receive-csv.ts';
import { sampleCsv } from '../../../infra/csv/sample-csv.ts';
import { runs } from '../../support/rows/runs.ts';

const deps = {
  db: {},
  now: () => Promise.resolve(Date.parse('2026-03-02T08:00:00Z')),
  store: { organisation: { get: () => Promise.resolve({ zone: 'UTC' }) } },
} as unknown as CommandDeps;

const CELLS =
  'a~"~""~1,5~03/04/2026~31.12.26~Total~~x;y~1.234~=1~Müller~Customer No~number~due on~amount~external_id~name~Invoice date~\t~|'.split(
    '~',
  );
const line = fc
  .tuple(fc.array(fc.constantFrom(...CELLS), { maxLength: 6 }), fc.constantFrom(',', ';', '\t', '|'))
  .map(([cells, delimiter]) => cells.join(delimiter));
const text = fc
  .tuple(fc.array(line, { maxLength: 8 }), fc.constantFrom('\n', '\r\n', '\r'))
  .map(([lines, end]) => lines.join(end));
const file = fc.oneof(
  text.map((written) => Buffer.from(written)),
  text.map((written) => Buffer.from(written, 'latin1')),
  text.map((written) => Buffer.from(`\ufeff${written}`, 'utf16le')),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
);

/** What is no refusal is a fault. */
const refused = (error: unknown): void => expect(error).toBeInstanceOf(ProblemError);

test('C17: whatever bytes come, a preview answers by its schema or refuses, and so does the reader of an import', async () => {
  await fc.assert(
    fc.asyncProperty(file, fc.constantFrom(...IMPORT_KINDS), async (bytes, kind) => {
      await sampleCsv(Readable.from([bytes]), {})
        .then((sample) => previewImport(deps, SYSTEM, { kind, sample, reading: {} }))
        .then((preview) => importPreviewSchema.parse(JSON.parse(JSON.stringify(preview))))
        .catch(refused);
      await withCsv(Readable.from([bytes]), {}, async (source) => {
        const { head } = headerFor(source, IMPORT_COLUMNS[kind]);
        const records = await source.check(head);
        for await (const row of records.rows()) expect(row.line).toBeGreaterThan(0);
      }).catch(refused);
    }),
    runs({ test: 150, proof: 5_000 }),
  );
});
