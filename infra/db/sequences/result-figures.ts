import { z } from 'zod';
import type { ResultNumbers } from '../../../contracts/sequences/results.ts';
import { mailNumbersOf, smsNumbersOf, type StepCounts } from '../../../domain/sequences/sequence-numbers.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { moneyOf } from '../rows.ts';
import { countEnrollments, countToDo, tellsEnrollments, tellsToDo, type Period } from './live-counts.ts';
import { MEASURES } from './result-columns.ts';
import {
  countedRows,
  filterOf,
  groupKey,
  labelsOf,
  visibleOf,
  type ResultScope,
  type Sight,
} from './result-source.ts';

const measure = z.int();
const countsSchema = z.object({
  key: z.string(),
  channel: z.string(),
  outcome: z.string(),
  sent: measure,
  delivered: measure,
  opened: measure,
  openedMachine: measure,
  openedUnclear: measure,
  clicked: measure,
  clickedMachine: measure,
  clickedUnclear: measure,
  replied: measure,
  bounced: measure,
  unsubscribed: measure,
  failed: measure,
  done: measure,
});
type Counts = z.infer<typeof countsSchema>;

const inCamel = (name: string): string => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

/** What messages and tasks came to, by group, channel and outcome of tasks: one statement. */
export async function countSteps(db: Tx, sight: Sight, scope: ResultScope): Promise<Counts[]> {
  const sums = MEASURES.map(
    (name) => Prisma.sql`sum(s.${Prisma.raw(name)})::int AS ${Prisma.raw(`"${inCamel(name)}"`)}`,
  );
  const rows = await db.$queryRaw`
    SELECT ${groupKey(scope.groupBy, 's')} AS key, s.channel, s.outcome, ${Prisma.join(sums, ', ')}
    FROM (${countedRows(sight, scope)}) s GROUP BY 1, 2, 3`;
  return z
    .array(countsSchema)
    .parse(rows)
    .filter(({ sent, done }) => sent > 0 || done > 0);
}

/** Money that followed, by group and currency: each payment once a group (S20). */
async function collect(db: Tx, sight: Sight, scope: ResultScope) {
  const labels = labelsOf(scope, 'p');
  const rows = await db.$queryRaw`
    SELECT key, currency, sum(amount) AS amount FROM (
      SELECT DISTINCT ${groupKey(scope.groupBy, 's')} AS key, s.movement_id, s.currency, s.amount FROM (
        SELECT p.*, ${labels.labelId} AS label_id FROM result_payment p ${visibleOf(sight, 'p')} ${labels.join}
        WHERE ${labels.holds} AND ${filterOf(scope, 'p')}) s) once
    GROUP BY key, currency ORDER BY currency`;
  return z
    .array(z.object({ key: z.string(), currency: z.string(), amount: z.instanceof(Prisma.Decimal) }))
    .parse(rows);
}

/** Every measure of every group that has any, in four statements at most, however many groups. */
export async function load(
  db: Tx,
  sight: Sight,
  { now, period, ...scope }: ResultScope & { now: number; period: Period },
): Promise<Map<string, ResultNumbers>> {
  const [steps, money, enrollments, toDo] = await Promise.all([
    countSteps(db, sight, scope),
    collect(db, sight, scope),
    tellsEnrollments(scope) ? countEnrollments(db, sight, { ...scope, now, period }) : null,
    tellsToDo(scope) ? countToDo(db, sight, { ...scope, now }) : null,
  ]);
  const byKey = rowsByKey(steps);
  const paidByKey = rowsByKey(money);
  const keys = new Set([byKey, enrollments, toDo].flatMap((found) => (found ? [...found.keys()] : [])));
  return new Map(
    [...keys].map((key) => {
      const rows = byKey.get(key) ?? [];
      return [
        key,
        {
          mail: mailNumbersOf(rows),
          sms: smsNumbersOf(rows),
          tasks: {
            completed: rows.reduce((sum, { done }) => sum + done, 0),
            outcomes: outcomesOf(rows),
            toDo: toDo && (toDo.get(key) ?? 0),
          },
          enrollments: enrollments && (enrollments.get(key) ?? NO_ENROLLMENTS),
          collected: (paidByKey.get(key) ?? []).map(({ currency, amount }) => ({
            currency,
            amount: moneyOf(amount),
          })),
        },
      ];
    }),
  );
}

function rowsByKey<Row extends { key: string }>(rows: readonly Row[]): Map<string, Row[]> {
  const byKey = new Map<string, Row[]>();
  for (const row of rows) byKey.set(row.key, [...(byKey.get(row.key) ?? []), row]);
  return byKey;
}

/** The numbers of a group that has nothing. */
export const noNumbers = (scope: ResultScope): ResultNumbers => ({
  mail: mailNumbersOf([]),
  sms: smsNumbersOf([]),
  tasks: { completed: 0, outcomes: [], toDo: tellsToDo(scope) ? 0 : null },
  enrollments: tellsEnrollments(scope) ? NO_ENROLLMENTS : null,
  collected: [],
});

export const NO_ENROLLMENTS = { active: 0, started: 0, paused: 0, completed: 0, stopped: 0 };

function outcomesOf(rows: readonly (StepCounts & { outcome: string; done: number })[]) {
  const counts = new Map<string, number>();
  for (const { outcome, done } of rows)
    if (outcome !== '' && done > 0) counts.set(outcome, (counts.get(outcome) ?? 0) + done);
  return [...counts]
    .map(([label, count]) => ({ label, count }))
    .sort((a, b) => b.count - a.count || (a.label < b.label ? -1 : 1));
}
