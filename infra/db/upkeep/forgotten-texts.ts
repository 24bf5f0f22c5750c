import type { Tx } from '../client.ts';
import { eraseMatches, erasePage, type EraseMode } from '../text-tables.ts';
import { TEXT_TABLES } from './texts.ts';

/** How many rows of each table had something. */
export type FoundIn = Record<string, number>;

const WORDS = [
  'subject',
  'body',
  'bodyText',
  'bodyHtml',
  'html',
  'text',
  'content',
  'to',
  'cc',
  'bcc',
  'note',
  'preview',
  'from',
];
const VALUES = [
  'name',
  'email',
  'phone',
  'title',
  'department',
  'externalId',
  'synced',
  'overrides',
  'address',
];

/** Replaces the words that the audit log has of things whose words are gone. */
export function emptyAudits(tx: Tx, entityIds: readonly string[]): Promise<number> {
  return tx.$executeRaw`
    UPDATE audit SET before = erase_members(before, ${WORDS}::text[]), after = erase_members(after, ${WORDS}::text[])
    WHERE entity IN ('stepExecution', 'scheduledTouchpoint', 'action', 'communication', 'message', 'automationMessage')
      AND entity_id = ANY(${[...entityIds]}::text[])
      AND (erase_members(before, ${WORDS}::text[]) IS DISTINCT FROM before
        OR erase_members(after, ${WORDS}::text[]) IS DISTINCT FROM after)`;
}

/** Replaces words and values in replies that are kept for a while and speak of these things. */
export function emptyReplies(tx: Tx, ids: readonly string[]): Promise<number> {
  const names = [...WORDS, ...VALUES];
  return tx.$executeRaw`
    UPDATE idempotency_key SET response = erase_members(response, ${names}::text[])
    WHERE EXISTS (SELECT FROM unnest(${[...ids]}::text[]) AS i(id) WHERE strpos(response::text, i.id) > 0)
      AND erase_members(response, ${names}::text[]) IS DISTINCT FROM response`;
}

/** Replaces what matches in everything of a customer. */
export async function eraseOfCustomer(
  tx: Tx,
  { customerId, pattern }: { customerId: string; pattern: string },
): Promise<FoundIn> {
  const found: FoundIn = {};
  for (const table of TEXT_TABLES) {
    if (table.ofCustomer === null) continue;
    const where = table.ofCustomer(customerId);
    found[table.table] = await eraseMatches(tx, table, { pattern, where, mode: 'erase' });
  }
  return found;
}

/** Where looking through everything has come to. */
export interface TextPosition {
  table: number;
  /** Key of the last row looked at; null: the table begins. */
  after: string | null;
}

/** Patterns of what is nobody else's, by how a table belongs. */
export interface WidePatterns {
  everywhere: string | null;
  ofNobody: string | null;
}

/** What one page had, and where the next one begins. */
export interface LookedThrough {
  table: string;
  found: number;
  next: TextPosition | null;
}

/** One page of everything; the answer's `next` null: all of it was looked through. */
export async function eraseNextPage(
  tx: Tx,
  input: { position: TextPosition; patterns: WidePatterns; rows: number; mode: EraseMode },
): Promise<LookedThrough> {
  const { position, patterns, rows, mode } = input;
  const table = TEXT_TABLES[position.table];
  if (!table) return { table: '', found: 0, next: null };
  const following =
    position.table + 1 < TEXT_TABLES.length ? { table: position.table + 1, after: null } : null;
  const pattern = table.quotes ? patterns.ofNobody : patterns.everywhere;
  if (pattern === null) return { table: table.table, found: 0, next: following };
  const { found, after } = await erasePage(tx, table, { pattern, after: position.after, rows, mode });
  const next = after === null ? following : { table: position.table, after };
  return { table: table.table, found, next };
}
