import type { ApiFixture, Answer, Json } from '../servers/api-fixture.ts';

/** Sends a CSV text to an import, as the admin unless `key` says otherwise. */
export function sendImport(
  api: ApiFixture,
  kind: string,
  csv: string | Buffer,
  { query = '', key }: { query?: string; key?: string } = {},
): Promise<Answer> {
  return api.call('POST', `/v1/imports?kind=${kind}${query}`, {
    raw: csv,
    headers: { 'Content-Type': 'text/csv' },
    ...(key !== undefined && { key }),
  });
}

/** An import that must be taken: its summary in short, and its errors and warnings as `line column message`. */
export async function runImport(
  api: ApiFixture,
  kind: string,
  csv: string | Buffer,
  query = '',
): Promise<ImportResult> {
  const answer = await sendImport(api, kind, csv, { query });
  if (answer.status !== 201) throw new Error(`import: ${answer.status} ${JSON.stringify(answer.body)}`);
  const { id, created, updated, skipped, failed, total } = answer.body;
  const told = async (what: 'errors' | 'warnings'): Promise<string[]> => {
    const { items } = await api.ok('GET', `/v1/imports/${id}/${what}?limit=200`);
    return items.map((item: Json) => `${item.line} ${item.column} ${item.message}`);
  };
  return {
    id,
    total,
    counts: [created, updated, skipped, failed],
    errors: await told('errors'),
    warnings: await told('warnings'),
  };
}

/** Result of an import; `counts` are created, updated, skipped, failed. */
export interface ImportResult {
  id: string;
  total: number;
  counts: number[];
  errors: string[];
  warnings: string[];
}
