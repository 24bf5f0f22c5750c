import type { ApiFixture, Answer, Json } from '../servers/api-fixture.ts';
import { sendImport } from './csv-calls.ts';

const HEAD = 'customer_external_id,number,issued_on,due_on,amount,balance\n';

/** A file of open items: invoices of one customer by number, each of 100.00 unless said otherwise. */
export function openItemsFile(
  customer: string,
  numbers: readonly string[],
  { amount = '100.00', issuedOn = '2026-09-01' }: { amount?: string; issuedOn?: string } = {},
): string {
  return HEAD + numbers.map((n) => `${customer},${n},${issuedOn},2026-12-01,${amount},${amount}\n`).join('');
}

/** Numbers `PREFIX-from` to `PREFIX-to`. */
export const numbered = (prefix: string, from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, n) => `${prefix}-${from + n}`);

/** Sends a file of open items. */
export const sendOpenItems = (
  api: ApiFixture,
  csv: string | Buffer,
  { query = '', key }: { query?: string; key?: string } = {},
): Promise<Answer> =>
  sendImport(api, 'invoices', csv, { query: `&mode=openItems${query}`, ...(key !== undefined && { key }) });

/** One that must be taken. */
export async function importOpenItems(api: ApiFixture, csv: string | Buffer, query = ''): Promise<Json> {
  const { status, body } = await sendOpenItems(api, csv, { query });
  if (status !== 201) throw new Error(`import: ${status} ${JSON.stringify(body)}`);
  return body;
}

/** Status and balance of invoices by number. */
export async function standOf(api: ApiFixture, ...numbers: string[]): Promise<string[]> {
  const rows = await api.database.db.invoice.findMany({
    where: { number: { in: numbers } },
    orderBy: { id: 'asc' },
  });
  const told = new Map(
    rows.map(({ number, status, balance }) => [number, `${status} ${balance.toFixed(2)}`]),
  );
  return numbers.map((number) => told.get(number) ?? 'none');
}
