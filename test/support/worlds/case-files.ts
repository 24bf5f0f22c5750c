import { readFile } from 'node:fs/promises';
import type { ApiFixture } from '../servers/api-fixture.ts';
import { runImport, type ImportResult } from './csv-calls.ts';

/** A file as somebody had it, byte by byte. */
export const caseFile = (name: string): Promise<Buffer> =>
  readFile(new URL(`../../fixtures/files/${name}`, import.meta.url));

/** Imports such a file, which must be taken. */
export async function importCase(
  api: ApiFixture,
  kind: string,
  { name, query = '' }: { name: string; query?: string },
): Promise<ImportResult> {
  return runImport(api, kind, await caseFile(name), query);
}
