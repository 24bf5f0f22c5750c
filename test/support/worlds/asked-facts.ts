import { Decimal } from 'decimal.js';
import { askedFor } from '../../../domain/programs/asked-for.ts';
import { skipReasonOf } from '../../../domain/programs/touchpoint-message.ts';
import type { TouchpointFacts } from '../../../domain/programs/touchpoint-facts.ts';
import { dayOf } from '../../../infra/db/rows.ts';
import { Judge, type Ledger, type Moment, type PlainRow } from '../rows/plain-program.ts';
import { textWith } from '../rows/touchpoint-message.ts';

/** What a message asks for, in words that can be compared: why nothing, or each invoice with what is left of it. */
const lineOf = (row: PlainRow, said: string | string[]) =>
  `${row.level} ${row.subjectId}: ${typeof said === 'string' ? said : said.sort().join(' ')}`;

/** Of rows of a run: what the facts of a send say that they ask for. */
export function linesOfFacts(
  rows: readonly PlainRow[],
  facts: ReadonlyMap<string, TouchpointFacts>,
  { day: today }: Moment,
): string[] {
  return rows.map((row) => {
    const content = textWith({ level: row.level as 'account' | 'invoice' });
    const about = { content, facts: facts.get(row.customerId)!, invoiceId: row.invoiceId, today };
    const reason = skipReasonOf(about);
    if (reason) return lineOf(row, reason);
    return lineOf(
      row,
      askedFor(about).map(({ invoiceId, balance, credit }) => {
        return `${invoiceId}=${new Decimal(balance).minus(credit ?? 0).toFixed(4)}`;
      }),
    );
  });
}

/** Of the same rows: what a plain recomputation says. */
export function plainLines(rows: readonly PlainRow[], ledger: Ledger, moment: Moment): string[] {
  const judge = new Judge(ledger, moment);
  const { money } = judge;
  return rows.map((row) => {
    const customer = ledger.customers.find((one) => one.id === row.customerId)!;
    const overdue = judge.openOf(customer).filter((one) => dayOf(one.dueOn) < moment.day);
    const about = overdue.filter((one) => row.level === 'account' || one.id === row.invoiceId);
    const asked = about.filter((one) => judge.leftOut(one) === null);
    if (asked.length === 0) return lineOf(row, judge.leftOut(judge.oldestOut(about)!)!);
    const net = asked.reduce((sum, one) => sum + money.restOf(one, judge), 0);
    if (net < money.leastOf(customer.currency)) return lineOf(row, 'below_minimum');
    return lineOf(
      row,
      asked.map((one) => `${one.id}=${(money.restOf(one, judge) / 10_000).toFixed(4)}`),
    );
  });
}
