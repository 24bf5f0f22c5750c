import { z } from 'zod';
import type { ResultNumbers } from '../../../contracts/sequences/results.ts';
import { mailNumbersOf, smsNumbersOf, type StepCounts } from '../../../domain/sequences/sequence-numbers.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { moneyOf } from '../rows.ts';
import { countToDo, tellsEnrollments, tellsToDo, type Period } from './live-counts.ts';
import { MEASURES } from './result-columns.ts';
import { countEnrollments } from './result-enrollments.ts';
import { collect } from './result-money.ts';
import { countedRows, groupKey, type ResultScope, type Sight } from './result-source.ts';

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

/** The numbers of groups by key, of those that have any, and of everything. */
export interface LoadedResults {
  groups: Map<string, ResultNumbers>;
  totals: ResultNumbers;
}

/**
 * Every measure of every group, and of everything, in eight statements at most, however many groups. Groups add up to
 * everything, but for labels, of which a customer may have several, and money, which may follow steps of several groups.
 */
export async function load(
  db: Tx,
  sight: Sight,
  { now, period, ...scope }: ResultScope & { now: number; period: Period },
): Promise<LoadedResults> {
  const whole = { ...scope, groupBy: null };
  const addsUp = scope.groupBy !== 'label';
  const enrollmentsIn = (of: ResultScope) =>
    tellsEnrollments(of) ? countEnrollments(db, sight, { ...of, now, period }) : null;
  const toDoIn = (of: ResultScope) => (tellsToDo(of) ? countToDo(db, sight, { ...of, now }) : null);
  const [steps, money, enrollments, toDo] = await Promise.all([
    countSteps(db, sight, scope),
    collect(db, sight, scope),
    enrollmentsIn(scope),
    toDoIn(scope),
  ]);
  const [allSteps, allMoney, allEnrollments, allToDo] = await Promise.all([
    addsUp ? steps : countSteps(db, sight, whole),
    collect(db, sight, whole),
    addsUp && enrollments ? enrollments : enrollmentsIn(whole),
    addsUp && toDo ? toDo : toDoIn(whole),
  ]);
  const byKey = rowsByKey(steps);
  const paidByKey = rowsByKey(money);
  const keys = new Set([byKey, enrollments, toDo].flatMap((found) => (found ? [...found.keys()] : [])));
  const groups = [...keys].map((key): [string, ResultNumbers] => [
    key,
    numbersOf({
      steps: byKey.get(key) ?? [],
      money: paidByKey.get(key) ?? [],
      enrollments: enrollments && (enrollments.get(key) ?? NO_ENROLLMENTS),
      toDo: toDo && (toDo.get(key) ?? 0),
    }),
  ]);
  const totals = numbersOf({
    steps: allSteps,
    money: allMoney,
    enrollments: allEnrollments && addedUp([...allEnrollments.values()]),
    toDo: allToDo && [...allToDo.values()].reduce((sum, count) => sum + count, 0),
  });
  return { groups: new Map(groups), totals };
}

type Enrollments = NonNullable<ResultNumbers['enrollments']>;

function addedUp(counts: readonly Enrollments[]): Enrollments {
  const of = (state: keyof Enrollments): number => counts.reduce((sum, each) => sum + each[state], 0);
  return {
    active: of('active'),
    started: of('started'),
    paused: of('paused'),
    completed: of('completed'),
    stopped: of('stopped'),
  };
}

function numbersOf({
  steps,
  money,
  enrollments,
  toDo,
}: {
  steps: readonly Counts[];
  money: Awaited<ReturnType<typeof collect>>;
  enrollments: Enrollments | null;
  toDo: number | null;
}): ResultNumbers {
  return {
    mail: mailNumbersOf(steps),
    sms: smsNumbersOf(steps),
    tasks: {
      completed: steps.reduce((sum, { done }) => sum + done, 0),
      outcomes: outcomesOf(steps),
      toDo,
    },
    enrollments,
    collected: money.map(({ currency, amount }) => ({ currency, amount: moneyOf(amount) })),
  };
}

function rowsByKey<Row extends { key: string }>(rows: readonly Row[]): Map<string, Row[]> {
  const byKey = new Map<string, Row[]>();
  for (const row of rows) byKey.set(row.key, [...(byKey.get(row.key) ?? []), row]);
  return byKey;
}

/** Enrollments of a sequence that nobody walks through. */
export const NO_ENROLLMENTS = { active: 0, started: 0, paused: 0, completed: 0, stopped: 0 };

function outcomesOf(rows: readonly (StepCounts & { outcome: string; done: number })[]) {
  const counts = new Map<string, number>();
  for (const { outcome, done } of rows)
    if (outcome !== '' && done > 0) counts.set(outcome, (counts.get(outcome) ?? 0) + done);
  return [...counts]
    .map(([label, count]) => ({ label, count }))
    .sort((a, b) => b.count - a.count || (a.label < b.label ? -1 : 1));
}
