import type { Database } from '../../../infra/db/client.ts';
import { dayOf } from '../../../infra/db/rows.ts';
import { PlainMoney } from './plain-money.ts';

// What a program would do, worked out slowly and plainly from its rows: one subject, one touchpoint, one day at a time.
// It shares nothing with the SQL it is compared with.

type Rows<T extends (...args: never[]) => unknown> = Awaited<ReturnType<T>>;

/** Everything a program looks at, as rows. */
export async function readLedger(db: Database, programId: string) {
  const program = await db.program.findUniqueOrThrow({ where: { id: programId } });
  return {
    program,
    touchpoints: await db.touchpoint.findMany({ where: { programId }, orderBy: { id: 'asc' } }),
    customers: await db.customer.findMany({ orderBy: { id: 'asc' } }),
    invoices: await db.invoice.findMany({ orderBy: { id: 'asc' } }),
    holds: await db.hold.findMany({ orderBy: { id: 'asc' } }),
    organisation: await db.organisation.findFirst(),
    payments: await db.payment.findMany({ include: { allocations: true }, orderBy: { id: 'asc' } }),
    creditNotes: await db.relatedRecord.findMany({
      where: { kind: 'credit_note' },
      orderBy: { id: 'asc' },
    }),
    enrollments: await db.programEnrollment.findMany({
      where: { programId },
      orderBy: { customerId: 'asc' },
    }),
    rows: await db.scheduledTouchpoint.findMany({ where: { programId }, orderBy: { id: 'asc' } }),
  };
}
export type Ledger = Rows<typeof readLedger>;
type Customer = Ledger['customers'][number];
type Invoice = Ledger['invoices'][number];
export type Touchpoint = Ledger['touchpoints'][number];

/** A run: the organisation's day, the moment whose holds count, the program's day. */
export interface Moment {
  day: string;
  at: number;
  runDate: string;
}

const daysBetween = (from: string, to: string) =>
  Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);

export class Judge {
  readonly money: PlainMoney;

  constructor(
    readonly ledger: Ledger,
    readonly moment: Moment,
  ) {
    this.money = new PlainMoney(ledger);
  }

  days(invoice: Invoice): number {
    return daysBetween(dayOf(invoice.dueOn), this.moment.day);
  }

  openOf(customer: Customer): Invoice[] {
    return this.ledger.invoices.filter((one) => one.customerId === customer.id && one.status === 'open');
  }

  /** Why an invoice is not asked for: kept back, or wholly covered by credit. */
  leftOut(invoice: Invoice): string | null {
    const kept = this.keptBack(invoice);
    return kept ?? (this.days(invoice) > 0 && this.money.restOf(invoice, this) === 0 ? 'in_credit' : null);
  }

  /** Why a message of its own is not written. */
  aloneOut(invoice: Invoice): string | null {
    const why = this.leftOut(invoice);
    if (why !== null) return why;
    return this.money.restOf(invoice, this) < this.money.leastOf(invoice.currency) ? 'below_minimum' : null;
  }

  keptBack(invoice: Invoice): string | null {
    return this.heldBack(invoice) ?? (this.money.isTooSmall(invoice) ? 'below_minimum' : null);
  }

  private heldBack(invoice: Invoice): string | null {
    if (invoice.isDisputed) return 'disputed';
    const kinds = new Set<string>();
    for (const hold of this.ledger.holds) {
      if (hold.scope !== 'invoice' || hold.invoiceId !== invoice.id || hold.endedAt !== null) continue;
      if (hold.startedAt.getTime() > this.moment.at) continue;
      if (hold.expiresAt !== null && hold.expiresAt.getTime() <= this.moment.at) continue;
      kinds.add(hold.kind);
    }
    if (kinds.size === 0) return null;
    if (kinds.has('dispute')) return 'disputed';
    return kinds.has('promise') ? 'promise' : 'invoice_hold';
  }

  bar(customer: Customer): string | null {
    if (customer.status !== 'active') return 'customer_not_active';
    const enrollment = this.ledger.enrollments.find((one) => one.customerId === customer.id);
    const isIn = enrollment ? enrollment.isEnrolled : this.ledger.program.autoEnroll;
    return isIn ? null : 'not_enrolled';
  }

  /** Those whose turn it is for so many days past due, the highest first. */
  turns(level: string, days: number): Touchpoint[] {
    const reached = this.ledger.touchpoints
      .filter((one) => one.archivedAt === null && one.level === level && one.offsetDays <= days)
      .sort((a, b) => b.offsetDays - a.offsetDays);
    return this.ledger.program.matching === 'highest' ? reached.slice(0, 1) : reached;
  }

  oldest(invoices: Invoice[]): Invoice | undefined {
    return [...invoices].sort((a, b) => a.dueOn.getTime() - b.dueOn.getTime() || (a.id < b.id ? -1 : 1))[0];
  }

  /** Whose reason is told of an account: the oldest that is left out, those that are too small last. */
  oldestOut(invoices: Invoice[]): Invoice | undefined {
    const out = invoices.filter((one) => this.days(one) > 0 && this.leftOut(one) !== null);
    return this.oldest(out.filter((one) => this.leftOut(one) !== 'below_minimum')) ?? this.oldest(out);
  }

  /** What an account is asked for: its turns, how overdue it is, and why it is left out. */
  account(customer: Customer): { turns: Touchpoint[]; days: number; reason: string | null } {
    const open = this.openOf(customer);
    const free = this.oldest(open.filter((one) => this.leftOut(one) === null));
    if (free) {
      const turns = this.turns('account', this.days(free));
      const asked = open.filter((one) => this.days(one) > 0 && this.leftOut(one) === null);
      const net = asked.reduce((sum, one) => sum + this.money.restOf(one, this), 0);
      const reason = net < this.money.leastOf(customer.currency) ? 'below_minimum' : null;
      if (turns.length > 0) return { turns, days: this.days(free), reason };
    }
    const held = this.oldestOut(open);
    if (!held) return { turns: [], days: 0, reason: null };
    const days = Math.max(...open.map((one) => this.days(one)));
    return { turns: this.turns('account', days), days, reason: this.leftOut(held) };
  }

  /** Why nothing is written for a touchpoint and subject whose turn it is; null: something is. */
  silence(touchpointId: string, subjectId: string): string | null {
    const same = this.ledger.rows.filter(
      (row) => row.touchpointId === touchpointId && row.subjectId === subjectId,
    );
    if (same.some((row) => row.status === 'approved' || row.status === 'uncertain')) return 'in_flight';
    const ended = same.filter(
      (row) =>
        ['cancelled', 'completed'].includes(row.status) &&
        row.runId === null &&
        dayOf(row.plannedOn) === this.moment.runDate,
    );
    if (ended.length === 0) return null;
    return ended.some((row) => row.status === 'cancelled') ? 'cancelled' : 'completed_by_hand';
  }
}

/** One row as a run should have written it. */
export interface PlainRow {
  touchpointId: string;
  customerId: string;
  invoiceId: string | null;
  subjectId: string;
  level: string;
  /** `produced` or `skipped`. */
  outcome: string;
  reason: string | null;
  days: number | null;
  rank: number | null;
}

/** What a run should write, in any order; `kind` manual leaves planned rows alone. */
export function plainRun(ledger: Ledger, moment: Moment, run: { kind: string; perRun: number }): PlainRow[] {
  const judge = new Judge(ledger, moment);
  const written: PlainRow[] = [];
  const silent = new Map<string, string>();
  for (const customer of ledger.customers) {
    if (judge.bar(customer) !== null) continue;
    const rows: PlainRow[] = [];
    const add = (touchpoint: Touchpoint, invoice: Invoice | null, days: number, reason: string | null) => {
      const subjectId = invoice?.id ?? customer.id;
      const why = judge.silence(touchpoint.id, subjectId);
      if (why !== null) return void silent.set(`${touchpoint.id} ${subjectId}`, why);
      rows.push({
        touchpointId: touchpoint.id,
        customerId: customer.id,
        invoiceId: invoice?.id ?? null,
        subjectId,
        level: touchpoint.level,
        outcome: reason === null ? 'produced' : 'skipped',
        reason,
        days,
        rank: null,
      });
    };
    const account = judge.account(customer);
    for (const touchpoint of account.turns) add(touchpoint, null, account.days, account.reason);
    const spoken = rows[0];
    for (const invoice of judge.openOf(customer)) {
      for (const touchpoint of judge.turns('invoice', judge.days(invoice)))
        add(touchpoint, invoice, judge.days(invoice), judge.aloneOut(invoice));
    }
    const produced = rows.filter((row) => row.outcome === 'produced');
    produced.sort(
      (a, b) =>
        b.days! - a.days! ||
        (a.level === b.level ? 0 : a.level === 'account' ? -1 : 1) ||
        offsetOf(ledger, b) - offsetOf(ledger, a) ||
        (a.subjectId < b.subjectId ? -1 : 1),
    );
    produced.forEach((row, index) => {
      row.rank = index + 1;
      if (row.rank > run.perRun) Object.assign(row, { outcome: 'skipped', reason: 'run_limit' });
    });
    written.push(...rows);
    if (!spoken) continue;
    for (const invoice of judge.openOf(customer)) {
      const reason = judge.leftOut(invoice);
      if (reason === null || judge.days(invoice) < 1) continue;
      const about = {
        invoiceId: invoice.id,
        subjectId: invoice.id,
        level: 'account',
        days: judge.days(invoice),
      };
      const { touchpointId, customerId } = spoken;
      written.push({ touchpointId, customerId, ...about, outcome: 'skipped', reason, rank: null });
    }
  }
  if (run.kind === 'scheduled') written.push(...plainGone(judge, written, silent));
  return written;
}

const offsetOf = ({ touchpoints }: Ledger, { touchpointId }: PlainRow) =>
  touchpoints.find((one) => one.id === touchpointId)!.offsetDays;

/** Planned rows whose turn it no longer is. */
function plainGone(judge: Judge, written: PlainRow[], silent: ReadonlyMap<string, string>): PlainRow[] {
  const { rows } = judge.ledger;
  const due = rows.filter(
    (row) => row.status === 'scheduled' && dayOf(row.plannedOn) <= judge.moment.runDate,
  );
  const gone = due.filter(
    (row) => !written.some((one) => one.touchpointId === row.touchpointId && one.subjectId === row.subjectId),
  );
  return gone.map((row) => ({
    touchpointId: row.touchpointId,
    customerId: row.customerId,
    invoiceId: row.invoiceId,
    subjectId: row.subjectId,
    level: row.level,
    outcome: 'skipped',
    reason: silent.get(`${row.touchpointId} ${row.subjectId}`) ?? plainReason(judge, row),
    days: null,
    rank: null,
  }));
}

/** Why a touchpoint is not for a subject on that day. */
function plainReason(
  judge: Judge,
  row: Pick<PlainRow, 'touchpointId' | 'customerId' | 'subjectId' | 'level'>,
): string {
  const { ledger } = judge;
  const touchpoint = ledger.touchpoints.find((one) => one.id === row.touchpointId)!;
  const customer = ledger.customers.find((one) => one.id === row.customerId)!;
  if (touchpoint.archivedAt !== null) return 'touchpoint_archived';
  const bar = judge.bar(customer);
  if (bar !== null) return bar;
  const subject = ledger.invoices.filter((one) => one.id === row.subjectId && one.status === 'open');
  const invoices = row.level === 'invoice' ? subject : judge.openOf(customer);
  if (invoices.length === 0) return 'nothing_owed';
  const due = invoices.filter((one) => judge.days(one) >= touchpoint.offsetDays);
  if (due.length === 0) return 'not_due';
  if (row.level === 'invoice') return judge.aloneOut(invoices[0]!) ?? 'higher_touchpoint';
  if (due.some((one) => judge.leftOut(one) === null)) {
    const { reason } = judge.account(customer);
    return reason === 'below_minimum' ? reason : 'higher_touchpoint';
  }
  return judge.leftOut(judge.oldestOut(invoices)!)!;
}
