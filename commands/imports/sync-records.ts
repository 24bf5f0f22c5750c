import type { Actor } from '../../contracts/actor.ts';
import { fieldProblems } from '../../contracts/field-problems.ts';
import type { FieldProblem } from '../../contracts/problems.ts';
import type { Synced, SyncedItem } from '../../contracts/imports/sync.ts';
import { wordsForIssue } from '../../contracts/words-for-issues.ts';
import { localDateOf } from '../../domain/time/calendar.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';
import { ChunkOvertaken, type ChunkResult, type ImportContext, type RowProblem } from './import-kind.ts';
import { JSON_KINDS, type JsonKind, type JsonKindName } from './json-rows.ts';
import { runCustomerCommand } from '../customers/touch-customer.ts';

/** Where the changes of a sync come from: the request that its audit entry names too (U4). */
const bySync = ({ requestId }: Actor) => ({ origin: 'sync', originId: requestId, depth: 0 }) as const;

/** Two calls with the same new items overtake each other once; a third time something else is wrong. */
const MAX_TRIES = 3;

/**
 * Takes what an ERP has now (C11): items are stored as the rows of a CSV file are, all good ones in one transaction, and
 * each item is answered. The same items again change nothing.
 */
export async function syncRecords(
  deps: CommandDeps,
  actor: Actor,
  { kind, items }: { kind: JsonKindName; items: readonly unknown[] },
): Promise<Synced> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await runCustomerCommand(deps, actor, async (tx, now, touch) => {
        const { rows, problems } = readItems(JSON_KINDS[kind], items);
        const context = await importContextOf(deps, tx, {
          actor: { ...actor, cause: bySync(actor) },
          source: 'sync',
          now,
        });
        const result = await JSON_KINDS[kind].handler.store(tx, context, rows);
        const customerIds = [...new Set(result.customerIds)];
        if (customerIds.length > 0) await touch(...customerIds);
        const reply = replyOf(items.length, { rows, problems, result });
        const { items: _items, ...counts } = reply;
        const entry = {
          at: now,
          actor,
          action: `sync.${kind}`,
          entity: 'sync',
          entityId: kind,
          customerId: null,
        };
        await deps.store.audit.record(tx, { ...entry, after: counts });
        return reply;
      });
    } catch (error) {
      if (!(error instanceof ChunkOvertaken) || tries === MAX_TRIES) throw error;
    }
  }
}

/** What rows that did not come from a file have in common. */
export async function importContextOf(
  deps: CommandDeps,
  tx: Tx,
  { actor, source, now }: Pick<ImportContext, 'actor' | 'source' | 'now'>,
): Promise<ImportContext> {
  const { zone, baseCurrency } = await deps.store.organisation.get(tx, actor);
  const today = localDateOf(now, zone);
  const dates = { format: 'YYYY-MM-DD', today, isRelative: false } as const;
  return {
    deps,
    actor,
    source,
    isDryRun: false,
    isLenient: false,
    ofSystem: null,
    openItems: null,
    now,
    today,
    baseCurrency,
    dates,
    decimalMark: null,
    round: null,
    loweredBy: null,
  };
}

interface Items {
  rows: { line: number }[];
  problems: Map<number, FieldProblem[]>;
}

function readItems({ schema, toRow, handler }: JsonKind, items: readonly unknown[]): Items {
  const rows: { line: number }[] = [];
  const problems = new Map<number, FieldProblem[]>();
  const seen = new Map<string, number>();
  items.forEach((item, index) => {
    const parsed = schema.safeParse(item, { error: wordsForIssue });
    if (!parsed.success) {
      return void problems.set(index, fieldProblems(parsed.error, ''));
    }
    const row = toRow(parsed.data as never, index);
    const marks = handler.uniqueMarks(row);
    const twice = marks.filter(({ mark }) => seen.has(mark));
    if (twice.length > 0) {
      const told = twice.map(({ column, mark }) => ({
        field: fieldOf(column),
        message: `stands in items[${seen.get(mark)}] already`,
      }));
      return void problems.set(index, told);
    }
    for (const { mark } of marks) seen.set(mark, index);
    rows.push(row);
  });
  return { rows, problems };
}

function replyOf(total: number, { rows, problems, result }: Items & { result: ChunkResult }): Synced {
  for (const error of result.errors) {
    problems.set(error.line, [...(problems.get(error.line) ?? []), problemOf(error)]);
  }
  const stored = rows.filter((row) => !problems.has(row.line));
  const places = new Map(stored.map((row, place) => [row.line, place]));
  const items = Array.from({ length: total }, (_, index): SyncedItem => {
    const place = places.get(index);
    if (place === undefined) return { index, outcome: 'failed', id: null, errors: problems.get(index) ?? [] };
    const notes = result.warnings.filter(({ line }) => line === index).map(problemOf);
    return { index, outcome: result.outcomes[place]!, id: result.ids[place] ?? null, errors: notes };
  });
  const count = (outcome: SyncedItem['outcome']) => items.filter((item) => item.outcome === outcome).length;
  return {
    created: count('created'),
    updated: count('updated'),
    skipped: count('skipped'),
    failed: count('failed'),
    items,
  };
}

const problemOf = ({ column, message }: RowProblem): FieldProblem => ({
  field: fieldOf(column),
  message,
});

const RENAMED: Readonly<Record<string, string>> = { disputed: 'isDisputed', primary: 'isPrimary' };

/** Columns of files and members of items have the same names in two spellings. */
export function fieldOf(column: string): string {
  if (column.startsWith('properties.')) return column;
  return RENAMED[column] ?? column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
