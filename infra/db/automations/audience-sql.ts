import type {
  AudienceGroup,
  AudienceNode,
  FieldRule,
  Operand,
  RecordsRule,
  Span,
} from '../../../contracts/automations/audiences.ts';
import { COMPLEMENT_OF, type AudienceOperator } from '../../../contracts/automations/kinds.ts';
import {
  RELATED_KINDS,
  type AudienceField,
  type RelatedName,
} from '../../../domain/automations/catalogue.ts';
import { asProperty } from '../../../domain/automations/check-audience.ts';
import { findField, type Subject } from '../../../domain/automations/find-field.ts';
import { addDays } from '../../../domain/time/calendar.ts';
import {
  daysOf,
  instantsOf,
  lastDays,
  nextDays,
  type AskedAt,
  type Days,
} from '../../../domain/automations/periods.ts';
import { Prisma } from '../generated/client.ts';
import { dayToDate } from '../rows.ts';
import { customerColumns, recordSources, type Column } from './audience-columns.ts';
import { compared, propertyColumn, textHolds, textsOf } from './audience-values.ts';

/** When it is asked, and of whom. */
export interface Asked extends AskedAt {
  /** Epoch milliseconds: for what expires by the minute. */
  now: number;
  /** Of these customers alone: records of others are not read. Undefined: of everybody. */
  customerIds?: readonly string[];
}

const FALSE = Prisma.sql`FALSE`;

/**
 * The one compiler of audiences to SQL (A3): a condition over the rows of `customer` named `c` and `customer_summary` named
 * `s`, which must be brought forward to the day. It has two values: a rule whose value is missing is false, and its
 * complement true. A tree with an empty group holds nobody. Values are parameters, names come from the catalogue.
 *
 * @throws TypeError for a tree that the check of audiences refuses
 */
export function audienceCondition(tree: AudienceGroup, asked: Asked): Prisma.Sql {
  return hasEmptyGroup(tree) ? FALSE : new Compiler(asked).group(tree, 'customer');
}

/** The condition of one rule alone, as {@link audienceCondition}. */
export function ruleCondition(rule: FieldRule | RecordsRule, asked: Asked): Prisma.Sql {
  return new Compiler(asked).node(rule, 'customer');
}

/** A tree whose rules are already known, each as a column or a constant. */
export function conditionOver(
  node: AudienceNode,
  known: (rule: FieldRule | RecordsRule) => Prisma.Sql,
): Prisma.Sql {
  if (node.kind === 'field' || node.kind === 'records') return known(node);
  return joined(
    node.kind,
    node.nodes.map((inner) => conditionOver(inner, known)),
  );
}

function joined(kind: AudienceGroup['kind'], conditions: Prisma.Sql[]): Prisma.Sql {
  if (kind === 'all') return Prisma.sql`(${Prisma.join(conditions, ' AND ')})`;
  const any = Prisma.sql`(${Prisma.join(conditions, ' OR ')})`;
  return kind === 'any' ? any : Prisma.sql`(NOT ${any})`;
}

/** What holds for an operator; for a negated one the exact complement of what holds for its positive (A3). */
function orComplement(op: AudienceOperator, holds: (op: AudienceOperator) => Prisma.Sql): Prisma.Sql {
  const positive = op in COMPLEMENT_OF ? COMPLEMENT_OF[op as keyof typeof COMPLEMENT_OF] : null;
  return positive === null ? holds(op) : Prisma.sql`(NOT ${holds(positive)})`;
}

/** Whether a group somewhere in it has nothing inside: such a tree holds nobody. */
export const hasEmptyGroup = (node: AudienceNode): boolean =>
  node.kind === 'field'
    ? false
    : node.kind === 'records'
      ? [node.where, node.test].some((group) => group !== undefined && hasEmptyGroup(group))
      : node.nodes.length === 0 || node.nodes.some(hasEmptyGroup);

interface Comparison {
  op: AudienceOperator;
  value?: Operand | undefined;
  currency?: string | undefined;
}

class Compiler {
  readonly #today: Prisma.Sql;
  readonly #customer: Record<string, Column>;
  readonly #records: Record<RelatedName, { from: Prisma.Sql; columns: Record<string, Column> }>;

  constructor(private readonly asked: Asked) {
    this.#today = Prisma.sql`${dayToDate(asked.today)}::date`;
    this.#customer = customerColumns(this.#today);
    this.#records = recordSources({
      today: this.#today,
      now: Prisma.sql`${new Date(asked.now)}::timestamptz`,
    });
  }

  group({ kind, nodes }: AudienceGroup, subject: Subject): Prisma.Sql {
    return joined(
      kind,
      nodes.map((node) => this.node(node, subject)),
    );
  }

  node(node: AudienceNode, subject: Subject): Prisma.Sql {
    if (node.kind === 'field') return this.#rule(node, subject);
    return node.kind === 'records' ? this.#measured(node) : this.group(node, subject);
  }

  #rule(rule: FieldRule, subject: Subject): Prisma.Sql {
    const { field, column } = this.#find(subject, rule);
    return this.#compare(field, column, rule, subject);
  }

  /** Two values only: what cannot be said of a row is false of it, and its complement true. */
  #compare(field: AudienceField, column: Column, comparison: Comparison, subject: Subject): Prisma.Sql {
    return orComplement(
      comparison.op,
      (op) => Prisma.sql`coalesce(${this.#holds(field, column, { ...comparison, op }, subject)}, FALSE)`,
    );
  }

  #holds(
    field: AudienceField,
    column: Column,
    { op, value, currency }: Comparison,
    subject: Subject,
  ): Prisma.Sql {
    if ('holders' in column) return this.#held(column.holders, { op, value }, subject);
    switch (field.type) {
      case 'flag':
        return column;
      case 'text':
        return textHolds(column, op, value);
      case 'choice':
      case 'reference':
      case 'set':
        return op === 'is_set'
          ? Prisma.sql`${column} IS NOT NULL`
          : Prisma.sql`${column} = ANY(${textsOf(value)}::text[])`;
      case 'number':
        return compared(column, op, value, (one) => Prisma.sql`${Number(one)}::float8::numeric`);
      case 'money': {
        const holds = compared(column, op, value, (one) => Prisma.sql`${String(one)}::numeric`);
        return Prisma.sql`(${subject === 'customer' ? Prisma.sql`c` : Prisma.sql`r`}.currency = ${currency} AND ${holds})`;
      }
      case 'day':
      case 'instant':
        return op === 'is_set'
          ? Prisma.sql`${column} IS NOT NULL`
          : this.#within(field.type, column, this.#daysOf(op, value));
    }
  }

  /** Whether a set holds what is asked for; of customers as a set, which is read once. */
  #held(holders: Prisma.Sql, { op, value }: Comparison, subject: Subject): Prisma.Sql {
    const id = subject === 'customer' ? Prisma.sql`c.id` : Prisma.sql`r.id`;
    const { customerIds } = this.asked;
    const only =
      subject === 'customer' && customerIds
        ? Prisma.sql`h.holder = ANY(${[...customerIds]}::text[])`
        : Prisma.sql`TRUE`;
    const ids = [...new Set(textsOf(value))];
    if (op === 'is_set') return Prisma.sql`${id} IN (SELECT h.holder FROM (${holders}) h WHERE ${only})`;
    const those = Prisma.sql`SELECT h.holder FROM (${holders}) h WHERE ${only} AND h.held = ANY(${ids}::text[])`;
    if (op === 'has_any') return Prisma.sql`${id} IN (${those})`;
    return Prisma.sql`${id} IN (${those} GROUP BY h.holder HAVING count(DISTINCT h.held) = ${ids.length})`;
  }

  #measured(rule: RecordsRule): Prisma.Sql {
    const kind = rule.of as RelatedName;
    const rows = this.#rows(rule, kind);
    switch (rule.measure) {
      case 'exists':
        return Prisma.sql`(c.id IN (SELECT r.customer_id FROM ${rows}))`;
      case 'none':
        return Prisma.sql`(c.id NOT IN (SELECT r.customer_id FROM ${rows}))`;
      case 'latest': {
        const { column } = this.#find(kind, { field: RELATED_KINDS[kind].dateField });
        if ('holders' in column) throw new TypeError('a set is no date');
        const latest = Prisma.sql`SELECT DISTINCT ON (r.customer_id) r.* FROM ${rows}
          ORDER BY r.customer_id, ${column} DESC NULLS LAST, r.id DESC`;
        const test = rule.test ? this.group(rule.test, kind) : FALSE;
        return Prisma.sql`(c.id IN (SELECT r.customer_id FROM (${latest}) r WHERE ${test}))`;
      }
      case 'count':
        return this.#total({ type: 'number' }, Prisma.sql`count(*)`, rule, rows);
      case 'sum': {
        const { field, column } = this.#find(kind, { field: rule.field ?? '' });
        if ('holders' in column) throw new TypeError('a set is no amount');
        if (field.type !== 'money') return this.#total(field, Prisma.sql`sum(${column})`, rule, rows);
        // Amounts of another currency count nothing; a customer of another one fits nothing.
        const ownRows = Prisma.sql`${rows} AND r.currency = ${rule.currency}`;
        if (rule.op === undefined) throw new TypeError('a total without a comparison');
        return orComplement(rule.op, (op) => {
          const holds = this.#total({ type: 'number' }, Prisma.sql`sum(${column})`, { ...rule, op }, ownRows);
          return Prisma.sql`(c.currency = ${rule.currency} AND ${holds})`;
        });
      }
    }
  }

  /** A total compared; of who has no record it is 0. Records are read once, not once a customer. */
  #total(field: AudienceField, total: Prisma.Sql, rule: RecordsRule, rows: Prisma.Sql): Prisma.Sql {
    const { op, value } = rule;
    if (op === undefined) throw new TypeError('a total without a comparison');
    const compare = (column: Prisma.Sql) => this.#compare(field, column, { op, value }, 'customer');
    const fits = Prisma.sql`SELECT r.customer_id FROM ${rows} GROUP BY r.customer_id HAVING ${compare(Prisma.sql`coalesce(${total}, 0)`)}`;
    const zeroFits = compare(Prisma.sql`0::numeric`);
    const has = Prisma.sql`SELECT r.customer_id FROM ${rows}`;
    return Prisma.sql`(c.id IN (${fits}) OR (${zeroFits} AND c.id NOT IN (${has})))`;
  }

  /** The records of a kind that count: `FROM … r WHERE …`. */
  #rows({ period, where }: RecordsRule, kind: RelatedName): Prisma.Sql {
    const conditions: Prisma.Sql[] = [Prisma.sql`r.customer_id IS NOT NULL`];
    const { customerIds } = this.asked;
    if (customerIds) conditions.push(Prisma.sql`r.customer_id = ANY(${[...customerIds]}::text[])`);
    if (period) {
      const { field, column } = this.#find(kind, { field: period.on ?? RELATED_KINDS[kind].dateField });
      if ('holders' in column) throw new TypeError('a set is no date');
      conditions.push(this.#within(field.type, column, daysOf(period, this.asked.today)));
    }
    if (where) conditions.push(this.group(where, kind));
    return Prisma.sql`${this.#records[kind].from} WHERE ${Prisma.join(conditions, ' AND ')}`;
  }

  #find(
    subject: Subject,
    rule: { field: string } & Partial<Comparison>,
  ): { field: AudienceField; column: Column } {
    const field = findField(subject, rule.field);
    if (field === undefined) throw new TypeError(`no such field: ${rule.field}`);
    if (field === 'property') {
      const { op, value } = rule;
      const typed = op === undefined ? undefined : asProperty({ op, value });
      if (typed === undefined) throw new TypeError(`nothing to compare a property with: ${rule.field}`);
      return { field: typed, column: propertyColumn(subject, rule.field, typed) };
    }
    const columns = subject === 'customer' ? this.#customer : this.#records[subject].columns;
    const column = columns[rule.field];
    if (column === undefined) throw new TypeError(`a field without a column: ${rule.field}`);
    return { field, column };
  }

  #daysOf(op: AudienceOperator, value: Operand | undefined): Days {
    const day = String(value);
    switch (op) {
      case 'on':
        return { from: day, to: day };
      case 'before':
        return { from: null, to: addDays(day, -1) };
      case 'after':
        return { from: addDays(day, 1), to: null };
      case 'between': {
        const { from, to } = value as { from: string; to: string };
        return { from, to };
      }
      case 'in_last':
        return lastDays(value as Span, this.asked.today);
      case 'in_next':
        return nextDays(value as Span, this.asked.today);
      default:
        throw new TypeError(`no operator of dates: ${op}`);
    }
  }

  #within(type: AudienceField['type'], column: Prisma.Sql, days: Days): Prisma.Sql {
    if (type === 'day') {
      const { from, to } = days;
      const after = from === null ? Prisma.sql`TRUE` : Prisma.sql`${column} >= ${dayToDate(from)}::date`;
      const before = to === null ? Prisma.sql`TRUE` : Prisma.sql`${column} <= ${dayToDate(to)}::date`;
      return Prisma.sql`(${column} IS NOT NULL AND ${after} AND ${before})`;
    }
    const { from, before } = instantsOf(days, this.asked.zone);
    const after = from === null ? Prisma.sql`TRUE` : Prisma.sql`${column} >= ${new Date(from)}::timestamptz`;
    const until =
      before === null ? Prisma.sql`TRUE` : Prisma.sql`${column} < ${new Date(before)}::timestamptz`;
    return Prisma.sql`(${column} IS NOT NULL AND ${after} AND ${until})`;
  }
}
