import type { Viewer } from '../../contracts/actor.ts';
import { IMPORT_COLUMNS } from '../../contracts/imports/columns.ts';
import type { ImportKind } from '../../contracts/imports/kinds.ts';
import type { ImportPreview } from '../../contracts/imports/previews.ts';
import { delimiterName, type ImportReading } from '../../contracts/imports/reading.ts';
import { refuseInvalid } from '../../contracts/problems.ts';
import {
  findColumns,
  headerKey,
  type ColumnMapping,
  type ColumnSpec,
} from '../../domain/imports/csv-columns.ts';
import type { FileSample } from '../../domain/csv/file-sample.ts';
import { isBlank, likeliestHead, type FileRow } from '../../domain/csv/find-delimiter.ts';
import { findHeader, repeatsHeader } from '../../domain/imports/find-header.ts';
import { proposeHeader, type ProposedHeader } from '../../domain/imports/preview/propose-mapping.ts';
import { isTotalRow } from '../../domain/imports/total-rows.ts';
import { localDateOf } from '../../domain/time/calendar.ts';
import type { CommandDeps } from '../deps.ts';
import { judgeFile, type LookedAt } from './preview-questions.ts';

/** Values that a preview shows of a column. */
const SAMPLES = 5;
const MAX_TEXT = 200;

/**
 * Tells what a file is (C17) and stores nothing: how it is written, where its columns are named, what they seem to be,
 * and every question that it leaves open, with what each answer makes of its values.
 *
 * @param reading what is declared; the rest is found out
 * @throws ProblemError `validation` for a file without any text
 */
export async function previewImport(
  deps: CommandDeps,
  viewer: Viewer,
  { kind, sample, reading }: { kind: ImportKind; sample: FileSample; reading: ImportReading },
): Promise<ImportPreview> {
  const spec: ColumnSpec = IMPORT_COLUMNS[kind];
  const header = headerOf(sample, { kind, spec, reading });
  if (!header) refuseInvalid([{ field: 'line 1', message: 'the file is empty' }]);
  const { head, row, mapping, missing, rivals } = header!;
  const { zone } = await deps.store.organisation.get(deps.db, viewer);
  const today = localDateOf(await deps.now(), zone);
  const { places } = findColumns(row.values, spec, { line: row.line, mapping: mapping ?? undefined });
  const rows = [...head.rows, ...sample.further(head)].filter(({ line }) => line > row.line);
  const filled = rows.filter(({ values }) => !isBlank(values));
  const totals = filled.filter(({ values }) => isTotalRow(values, places, spec.required));
  const headers = filled.filter(({ values }) => repeatsHeader(values, row.values));
  const others = new Set([...totals, ...headers]);
  const data = filled.filter((each) => !others.has(each) && each.values.length >= row.values.length);
  const looked: LookedAt = { kind, rows: data, header: row, places, missing, rivals, today };
  const { found, questions } = judgeFile(sample, { looked, reading });
  const isAsked = (about: string) => questions.some((question) => question.about === about);
  const targets = new Map([...places].map(([to, place]) => [place, to]));
  const { value: encoding, source, hasMark } = sample.encoding;
  return {
    kind,
    byteCount: sample.byteCount,
    lineCount: sample.lineCount,
    encoding: { value: encoding, source, hasMark },
    delimiter: {
      value: delimiterName(head.delimiter),
      source: reading.delimiter ? 'declared' : head.isNamed ? 'mark' : 'file',
    },
    headerLine: row.line,
    titleLines: head.rows.filter((each) => each.line < row.line && !isBlank(each.values)).map(shownLine),
    blankLines: [...head.rows, ...rows.slice(head.rows.length)]
      .filter(({ values }) => isBlank(values))
      .map(({ line }) => line),
    totalLines: totals.map(shownLine),
    repeatedHeaderLines: headers.map(({ line }) => line),
    columns: row.values.map((name, place) => ({
      number: place + 1,
      name: name.trim().slice(0, MAX_TEXT),
      samples: samplesOf(data, place),
      to: targets.get(place) ?? null,
    })),
    needsMapping: mapping !== null,
    mapping: mapping ?? [],
    missingColumns: missing,
    reading: {
      ...reading,
      ...(mapping && missing.length === 0 && { mapping }),
      ...(!isAsked('delimiter') && { delimiter: delimiterName(head.delimiter) }),
      ...(!isAsked('encoding') && { encoding }),
      ...found,
    },
    questions,
  };
}

/** A header with its mapping; null: its columns are our own. */
type FoundHeader = Omit<ProposedHeader, 'mapping'> & { mapping: ColumnMapping[] | null };

function headerOf(
  { heads }: FileSample,
  { kind, spec, reading }: { kind: ImportKind; spec: ColumnSpec; reading: ImportReading },
): FoundHeader | null {
  const own = findHeader(heads, spec, reading.mapping);
  if (!own) return null;
  const row = own.head.rows.find(({ line }) => line === own.line)!;
  const found = { head: own.head, row, missing: [], rivals: [] };
  if (own.problems.length === 0) return { ...found, mapping: reading.mapping ?? null };
  if (reading.mapping) {
    const missing = reading.mapping.filter(({ from }) => !isThere(row, from)).map(({ to }) => to);
    return { ...found, missing, mapping: reading.mapping };
  }
  return proposeHeader(heads, { kind, spec, fallback: likeliestHead(heads) });
}

function isThere({ values }: FileRow, from: string | number): boolean {
  return typeof from === 'number'
    ? from <= values.length
    : values.some((name) => headerKey(name) === headerKey(from));
}

const shownLine = ({ line, values }: FileRow) => ({
  line,
  text: values
    .filter((value) => value.trim() !== '')
    .join(' ')
    .slice(0, MAX_TEXT),
});

function samplesOf(rows: readonly FileRow[], place: number): string[] {
  const samples = new Set<string>();
  for (const { values } of rows) {
    const text = (values[place] ?? '').trim().slice(0, MAX_TEXT);
    if (text !== '') samples.add(text);
    if (samples.size === SAMPLES) break;
  }
  return [...samples];
}
