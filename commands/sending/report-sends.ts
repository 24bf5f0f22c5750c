import type { Viewer } from '../../contracts/actor.ts';
import { refuseInvalid } from '../../contracts/problems.ts';
import { MOST_REPORT_ROWS } from '../../contracts/report-periods.ts';
import {
  sendNumbersSchema,
  type SendNumbers,
  type SendReport,
  type SendReportQuery,
} from '../../contracts/sending/send-report.ts';
import { addDays, startOfDay } from '../../domain/time/calendar.ts';
import { countOfParts, partsOf } from '../../domain/time/report-periods.ts';
import { askedPeriod } from '../access/asked-period.ts';
import type { CommandDeps } from '../deps.ts';

const NAMES = Object.keys(sendNumbersSchema.shape) as (keyof SendNumbers)[];
const NOTHING = Object.fromEntries(NAMES.map((name) => [name, 0])) as SendNumbers;

const sumOf = (rows: readonly SendNumbers[]): SendNumbers =>
  rows.reduce(
    (sum, row) => Object.fromEntries(NAMES.map((name) => [name, sum[name] + row[name]])) as SendNumbers,
    NOTHING,
  );

/**
 * Counts messages of a period by what became of them (D1). Two statements.
 *
 * @throws ProblemError `validation` for more parts than one reply tells
 */
export async function reportSends(
  deps: CommandDeps,
  viewer: Viewer,
  { from, to, groupBy, ...filter }: SendReportQuery,
): Promise<SendReport> {
  const { zone, period } = await askedPeriod(deps, viewer, { from, to });
  const { db, store } = deps;
  const span = { from: startOfDay(period.from, zone), until: startOfDay(addDays(period.to, 1), zone) };
  if (groupBy === 'source' || groupBy === 'channel' || groupBy === 'mailbox') {
    const rows = await store.sendReport.count(db, viewer, { ...filter, ...span, by: groupBy });
    const named = groupBy === 'mailbox' ? 'mailboxId' : groupBy;
    // What left by no mailbox are sms.
    const own = (key: string | null) => (key === null ? { channel: 'sms' as const } : { [named]: key });
    const items = rows.map(({ key, name, ...numbers }) => ({
      key,
      name,
      filter: { ...filter, ...period, ...own(key) },
      ...numbers,
    }));
    return { ...period, items, totals: sumOf(rows) };
  }
  if (countOfParts(period, groupBy) > MOST_REPORT_ROWS + 1)
    refuseInvalid([
      { field: 'query.groupBy', message: `makes more than ${MOST_REPORT_ROWS} rows of the period` },
    ]);
  const parts = partsOf(period, groupBy);
  const starts = parts.map((part) => startOfDay(part.from, zone));
  const rows = await store.sendReport.count(db, viewer, { ...filter, ...span, by: { starts } });
  const items = parts.map(({ key, ...days }, index) => {
    const {
      key: _part,
      name: _name,
      ...numbers
    } = rows.find((row) => row.key === `${index}`) ?? {
      key: null,
      name: null,
      ...NOTHING,
    };
    return { key, name: null, filter: { ...filter, ...days }, ...numbers };
  });
  return { ...period, items, totals: sumOf(rows) };
}
