import type { Viewer } from '../../contracts/actor.ts';
import { IMPORT_COLUMNS } from '../../contracts/imports/columns.ts';
import type { ImportKind } from '../../contracts/imports/kinds.ts';
import { importReadingSchema, type ImportReading } from '../../contracts/imports/reading.ts';
import { refuseInvalid, type FieldProblem } from '../../contracts/problems.ts';
import { mappingProblems } from '../../domain/imports/csv-columns.ts';
import type { CommandDeps } from '../deps.ts';

/** What a call says about reading a file. */
type AskedReading = ImportReading & { kind: ImportKind; profile?: string | undefined };

/**
 * How a file is read: as a saved profile says, and as is named beside it, which counts more.
 *
 * @throws ProblemError `validation` for an unknown profile, one of another kind, a mapping that does not fit
 */
export async function readingFor(
  deps: CommandDeps,
  viewer: Viewer,
  { kind, profile: wanted, ...asked }: AskedReading,
): Promise<ImportReading> {
  const named = Object.entries(asked).filter(
    ([name, value]) => value !== undefined && name in importReadingSchema.shape,
  );
  const own = Object.fromEntries(named) as ImportReading;
  refuseInvalid(readingProblems(kind, own, 'query.mapping'));
  if (wanted === undefined) return own;
  const profile = await deps.store.importProfiles.findNamed(deps.db, viewer, wanted);
  const fail = (message: string) => refuseInvalid([{ field: 'query.profile', message }]);
  if (!profile) fail('names no saved profile');
  else if (profile.kind !== kind) fail(`is a profile for ${profile.kind}`);
  else if (own.mapping) fail('has a mapping of its own: give one of the two');
  return { ...profile?.reading, ...own };
}

/** What is wrong with a reading of one kind of file. */
export function readingProblems(
  kind: ImportKind,
  { mapping, ...reading }: ImportReading,
  field: string,
): FieldProblem[] {
  const problems = mapping ? mappingProblems(mapping, { spec: IMPORT_COLUMNS[kind], field }) : [];
  for (const name of ['lines', 'mode', 'source'] as const) {
    if (!reading[name] || kind === 'invoices') continue;
    problems.push({ field: field.replace('mapping', name), message: 'is for invoices only' });
  }
  return problems;
}
