import type {
  AudienceGroup,
  AudienceNode,
  FieldRule,
  Operand,
  RecordsRule,
  Span,
} from '../../../contracts/automations/audiences.ts';
import { COMPLEMENT_OF, type AudienceOperator } from '../../../contracts/automations/kinds.ts';
import { PROPERTY_PREFIX } from '../../../domain/automations/catalogue.ts';
import { findField, findSubject, kindOf, type Subject } from '../../../domain/automations/find-field.ts';
import {
  changedDays,
  daysBetween,
  instantsOf,
  lastDays,
  nextDays,
  type AskedAt,
  type Days,
} from '../../../domain/automations/periods.ts';
import { addDays } from '../../../domain/time/calendar.ts';
import { Prisma } from '../generated/client.ts';
import { dayToDate } from '../rows.ts';
import { customerColumns } from './audience-columns.ts';
import { nestedSources } from './audience-nested.ts';
import { recordSources, type Column, type Source } from './audience-records.ts';
import type { Asked } from './audience-sql.ts';

/** From one moment to a later one, both in the same zone. */
export interface Passing {
  from: Asked;
  to: Asked;
}

/**
 * Rows `(customer_id)` of whom time alone may bring into an audience or out of it between two moments (A8), found by
 * index: some of them may stay where they are, nobody is missing. Null: time alone moves nobody.
 */
export function moversOf(tree: AudienceGroup, passing: Passing): Prisma.Sql | null {
  const selects = new Movers(passing).group(tree, 'customer');
  return selects.length === 0 ? null : Prisma.sql`${Prisma.join(selects, ' UNION ')}`;
}

/** Ages, in days past due, at which a value becomes another; of customers by their open invoices. */
type Ages = (rule: Pick<FieldRule, 'op' | 'value'>) => readonly number[];
const ages =
  (...days: number[]): Ages =>
  () =>
    days;

/** Fields whose value itself changes with the day, by the age of open invoices. */
export const AGEING: { [S in Subject]?: Readonly<Record<string, Ages>> } = {
  customer: {
    overdue: ages(1),
    days1To30: ages(1, 31),
    days31To60: ages(31, 61),
    days61To90: ages(61, 91),
    days91Plus: ages(91),
    daysPastDue: agesOf,
  },
  invoices: { daysPastDue: agesOf },
};
/** Fields whose value changes at an instant, and what expires then: rows `e` with `customer_id` and `expires_at`. */
export const EXPIRING: { [S in Subject]?: Readonly<Record<string, Prisma.Sql>> } = {
  customer: { severity: Prisma.sql`(SELECT * FROM signal WHERE is_active) e` },
  signals: { isActive: Prisma.sql`(SELECT * FROM signal WHERE is_active) e` },
  'invoices.disputes': {
    isOpen: Prisma.sql`(SELECT i.customer_id, h.expires_at FROM hold h JOIN invoice i ON i.id = h.invoice_id
      WHERE h.kind = 'dispute' AND h.ended_at IS NULL) e`,
  },
};

class Movers {
  constructor(private readonly passing: Passing) {}

  group({ nodes }: AudienceGroup, subject: Subject): Prisma.Sql[] {
    return nodes.flatMap((node) => this.#node(node, subject));
  }

  #node(node: AudienceNode, subject: Subject): Prisma.Sql[] {
    if (node.kind === 'field') return this.#rule(node, subject);
    return node.kind === 'records' ? this.#measured(node, subject) : this.group(node, subject);
  }

  /** What is asked of records changes as their period moves, as what is asked of each does, and as what is summed does. */
  #measured({ of, period, where, test, field: summed }: RecordsRule, subject: Subject): Prisma.Sql[] {
    const kind = findSubject(subject, of);
    if (kind === null) throw new TypeError(`no such records: ${of}`);
    const field = period?.on ?? kindOf(kind).dateField;
    const moving =
      period && ('last' in period || 'next' in period)
        ? this.#dated(kind, field, (today) =>
            'last' in period ? lastDays(period.last, today) : nextDays(period.next, today),
          )
        : [];
    const growing = summed === undefined ? [] : this.#growing(kind, summed);
    return [
      ...moving,
      ...growing,
      ...[where, test].flatMap((group) => (group ? this.group(group, kind) : [])),
    ];
  }

  /** A sum of days that lie back grows with every day. */
  #growing(kind: Exclude<Subject, 'customer'>, summed: string): Prisma.Sql[] {
    const { from, columns } = this.#sourceOf(kind);
    const column = columns[summed];
    if (!column || !('aging' in column) || this.passing.from.today === this.passing.to.today) return [];
    return [Prisma.sql`SELECT r.customer_id FROM ${from} WHERE ${column.aging}`];
  }

  #rule(rule: FieldRule, subject: Subject): Prisma.Sql[] {
    const ageing = AGEING[subject]?.[rule.field];
    if (ageing) return this.#aged(ageing(rule));
    const expiring = EXPIRING[subject]?.[rule.field];
    if (expiring) return this.#expired(expiring);
    const span = rule.value as Span;
    switch (positiveOf(rule.op)) {
      case 'in_last':
        return this.#dated(subject, rule.field, (today) => lastDays(span, today));
      case 'in_next':
        return this.#dated(subject, rule.field, (today) => nextDays(span, today));
      default:
        return [];
    }
  }

  /** Customers with an open invoice that reaches an age between the days. */
  #aged(reached: readonly number[]): Prisma.Sql[] {
    const [first, last] = [this.passing.from.today, this.passing.to.today].sort() as [string, string];
    if (first === last) return [];
    return reached.map((age) => {
      const from = dayToDate(addDays(first, 1 - age));
      const to = dayToDate(addDays(last, -age));
      return Prisma.sql`SELECT i.customer_id FROM invoice i
        WHERE i.status = 'open' AND i.due_on BETWEEN ${from}::date AND ${to}::date`;
    });
  }

  #expired(expiring: Prisma.Sql): Prisma.Sql[] {
    const { from, to } = this.passing;
    if (to.now <= from.now) return [];
    return [
      Prisma.sql`SELECT e.customer_id FROM ${expiring} WHERE e.expires_at IS NOT NULL
        AND e.expires_at > ${new Date(from.now)}::timestamptz AND e.expires_at <= ${new Date(to.now)}::timestamptz`,
    ];
  }

  /** Customers with a date on one of the days that come into a span or leave it. */
  #dated(subject: Subject, name: string, spanOf: (today: string) => Days): Prisma.Sql[] {
    const { from, to } = this.passing;
    const changed = changedDays(spanOf(from.today), spanOf(to.today));
    if (changed.length === 0) return [];
    const field = findField(subject, name);
    if (field === 'property') return [this.#ofProperty(subject, name.slice(PROPERTY_PREFIX.length), changed)];
    const { rows, column } = this.#datesOf(subject, name);
    if ('holders' in column || 'days' in column) throw new TypeError(`no date: ${name}`);
    // Days and instants of one field each by itself: an index serves one of them.
    const dates: [Prisma.Sql, { isDay: boolean }][] =
      'onDay' in column
        ? [
            [column.onDay, { isDay: true }],
            [column.at, { isDay: false }],
          ]
        : [[column, { isDay: field?.type === 'day' }]];
    return dates.flatMap(([date, { isDay }]) =>
      changed.map((days) => {
        const between = isDay
          ? Prisma.sql`${date} BETWEEN ${dayToDate(days.from)}::date AND ${dayToDate(days.to)}::date`
          : withinInstants(date, days, to);
        return Prisma.sql`${rows} WHERE ${between}`;
      }),
    );
  }

  #sourceOf(kind: Exclude<Subject, 'customer'>): Source {
    const at = {
      today: Prisma.sql`${dayToDate(this.passing.to.today)}::date`,
      now: Prisma.sql`${new Date(this.passing.to.now)}::timestamptz`,
    };
    const sources: Record<Exclude<Subject, 'customer'>, Source> = {
      ...recordSources(at),
      ...nestedSources(at),
    };
    return sources[kind];
  }

  #datesOf(subject: Subject, name: string): { rows: Prisma.Sql; column: Column } {
    if (subject !== 'customer') {
      const { from, columns } = this.#sourceOf(subject);
      const column = columns[name];
      if (!column) throw new TypeError(`a field without a column: ${name}`);
      return { rows: Prisma.sql`SELECT r.customer_id FROM ${from}`, column };
    }
    if (name === 'lastContactAt')
      // As its index has it.
      return {
        rows: Prisma.sql`SELECT s.customer_id FROM customer_summary s`,
        column: Prisma.sql`coalesce(s.last_contact_at, '-infinity'::timestamptz)`,
      };
    const columns: Record<string, Column> = customerColumns(
      Prisma.sql`${dayToDate(this.passing.to.today)}::date`,
    );
    const column = columns[name];
    if (!(column instanceof Prisma.Sql)) throw new TypeError(`no date: ${name}`);
    return { rows: Prisma.sql`SELECT c.id AS customer_id FROM customer c`, column };
  }

  /** Properties have one index for all of them, which answers by value. */
  #ofProperty(subject: Subject, key: string, changed: readonly ClosedDays[]): Prisma.Sql {
    const values = changed.flatMap(daysBetween).map((day) => JSON.stringify({ [key]: day }));
    const has = (row: Prisma.Sql) => Prisma.sql`${row}.properties @> ANY((${values}::text[])::jsonb[])`;
    if (subject === 'customer')
      return Prisma.sql`SELECT c.id AS customer_id FROM customer c WHERE ${has(Prisma.sql`c`)}`;
    const { rows } = this.#datesOf(subject, kindOf(subject).dateField);
    return Prisma.sql`${rows} WHERE ${has(Prisma.sql`r`)}`;
  }
}

type ClosedDays = ReturnType<typeof changedDays>[number];

function withinInstants(column: Prisma.Sql, days: ClosedDays, { zone }: AskedAt): Prisma.Sql {
  const { from, before } = instantsOf(days, zone);
  if (from === null || before === null) throw new TypeError('days without an end');
  return Prisma.sql`${column} >= ${new Date(from)}::timestamptz AND ${column} < ${new Date(before)}::timestamptz`;
}

const positiveOf = (op: AudienceOperator): AudienceOperator =>
  op in COMPLEMENT_OF ? COMPLEMENT_OF[op as keyof typeof COMPLEMENT_OF] : op;

/** The ages at which a comparison of days past due becomes another. */
function agesOf({ op, value }: { op: AudienceOperator; value?: Operand | undefined }): number[] {
  const reaching = (one: unknown): number => Math.ceil(Number(one));
  const passing = (one: unknown): number => Math.floor(Number(one)) + 1;
  switch (positiveOf(op)) {
    case 'is':
      return [...new Set([reaching(value), passing(value)])];
    case 'at_least':
    case 'less_than':
      return [reaching(value)];
    case 'at_most':
    case 'more_than':
      return [passing(value)];
    case 'between': {
      const { from, to } = value as { from: unknown; to: unknown };
      return [reaching(from), passing(to)];
    }
    default:
      return [];
  }
}
