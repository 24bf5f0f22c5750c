import type {
  AudienceGroup,
  AudienceNode,
  FieldRule,
  Operand,
  RecordsRule,
} from '../../../contracts/automations/audiences.ts';
import { COMPLEMENT_OF, type AudienceOperator } from '../../../contracts/automations/kinds.ts';
import type { AudienceField } from '../../../domain/automations/catalogue.ts';
import { asProperty } from '../../../domain/automations/check-audience.ts';
import { findField, findSubject, kindOf, type Subject } from '../../../domain/automations/find-field.ts';
import {
  daysOf,
  daysOfOperator,
  instantsOf,
  type AskedAt,
  type Days,
} from '../../../domain/automations/periods.ts';
import { Prisma } from '../generated/client.ts';
import { dayToDate } from '../rows.ts';
import { agedBy, orderOf } from './audience-dates.ts';
import { customerColumns } from './audience-columns.ts';
import { nestedSources } from './audience-nested.ts';
import { recordSources, type Column, type Source } from './audience-records.ts';
import { compared, propertyColumn, textHolds, textsOf, zeroFits } from './audience-values.ts';

/** When it is asked, and of whom. */
export interface Asked extends AskedAt {
  /** Epoch milliseconds: for what expires by the minute. */
  now: number;
  /** Of these customers alone: records of others are not read. Undefined: of everybody. */
  customerIds?: readonly string[];
}

const FALSE = Prisma.sql`FALSE`;
/** Whose records: those of a customer, or those of a record. */
type Records = Exclude<Subject, 'customer'>;

/**
 * The one compiler of audiences to SQL (A3): a condition over the rows of `customer` named `c` and `customer_summary` named
 * `s`, which must be brought forward to the day. It has two values: a rule whose value is missing is false, and its
 * complement true. A tree with an empty group holds nobody. Values are parameters, names come from the catalogue.
 *
 * @throws TypeError for a tree that the check of audiences refuses
 */
export function audienceCondition(tree: AudienceGroup, asked: Asked): Prisma.Sql {
  return hasEmptyGroup(tree) ? FALSE : new Compiler(asked).group(tree, 'customer', 'exact');
}

/** The condition of one rule alone, as {@link audienceCondition}. */
export function ruleCondition(rule: FieldRule | RecordsRule, asked: Asked): Prisma.Sql {
  return hasEmptyGroup(rule) ? FALSE : new Compiler(asked).node(rule, 'customer', 'exact');
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

/**
 * `exact`: true or false. `filter`: it stands in a WHERE and nothing negates it, where nothing is as good as false; then
 * indexes can serve it.
 */
type Values = 'exact' | 'filter';

/** By what the records of a customer `c`, and those of a record `r`, are found. */
const OF_CUSTOMER = { id: Prisma.sql`c.id`, key: Prisma.sql`r.customer_id` };
const OF_RECORD = { id: Prisma.sql`r.id`, key: Prisma.sql`r.parent_id` };

class Compiler {
  readonly #today: Prisma.Sql;
  readonly #customer: Record<string, Column>;
  readonly #records: Record<Records, Source>;

  constructor(private readonly asked: Asked) {
    this.#today = Prisma.sql`${dayToDate(asked.today)}::date`;
    this.#customer = customerColumns(this.#today);
    const at = { today: this.#today, now: Prisma.sql`${new Date(asked.now)}::timestamptz` };
    this.#records = { ...recordSources(at), ...nestedSources(at) };
  }

  group({ kind, nodes }: AudienceGroup, subject: Subject, values: Values): Prisma.Sql {
    const inner = kind === 'none' ? 'exact' : values;
    return joined(
      kind,
      nodes.map((node) => this.node(node, subject, inner)),
    );
  }

  node(node: AudienceNode, subject: Subject, values: Values): Prisma.Sql {
    if (node.kind === 'records') return this.#measured(node, subject);
    if (node.kind !== 'field') return this.group(node, subject, values);
    const { field, column } = this.#find(subject, node);
    return this.#compare(field, column, node, subject, values);
  }

  /** Two values only: what cannot be said of a row is false of it, and its complement true. */
  #compare(
    field: AudienceField,
    column: Column,
    comparison: Comparison,
    subject: Subject,
    values: Values,
  ): Prisma.Sql {
    return orComplement(comparison.op, (op) => {
      const holds = this.#holds(field, column, { ...comparison, op }, subject);
      return values === 'filter' && op === comparison.op ? holds : Prisma.sql`coalesce(${holds}, FALSE)`;
    });
  }

  #holds(
    field: AudienceField,
    column: Column,
    { op, value, currency }: Comparison,
    subject: Subject,
  ): Prisma.Sql {
    if ('holders' in column) return this.#held(column.holders, { op, value }, subject);
    if ('onDay' in column)
      return op === 'is_set'
        ? Prisma.sql`(${column.onDay} IS NOT NULL OR ${column.at} IS NOT NULL)`
        : this.#within('day', column, daysOfOperator(op, value, this.asked.today));
    if ('days' in column) return agedBy(column, op, value, this.asked.today);
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
          : this.#within(field.type, column, daysOfOperator(op, value, this.asked.today));
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

  #measured(rule: RecordsRule, of: Subject): Prisma.Sql {
    const kind = findSubject(of, rule.of);
    if (kind === null) throw new TypeError(`no such records: ${rule.of}`);
    const rows = this.#rows(rule, kind);
    const { id, key } = of === 'customer' ? OF_CUSTOMER : OF_RECORD;
    switch (rule.measure) {
      case 'exists':
        return Prisma.sql`(${id} IN (SELECT ${key} FROM ${rows}))`;
      case 'none':
        return Prisma.sql`(${id} NOT IN (SELECT ${key} FROM ${rows}))`;
      case 'latest': {
        const { column } = this.#find(kind, { field: kindOf(kind).dateField });
        const latest = Prisma.sql`SELECT DISTINCT ON (${key}) r.* FROM ${rows}
          ORDER BY ${key}, ${orderOf(column)} DESC NULLS LAST, r.id DESC`;
        const test = rule.test ? this.group(rule.test, kind, 'filter') : FALSE;
        return Prisma.sql`(${id} IN (SELECT ${key} FROM (${latest}) r WHERE ${test}))`;
      }
      case 'count':
        return this.#total({ type: 'number' }, Prisma.sql`count(*)`, { ...rule, rows, of });
      case 'sum': {
        const { field, column: found } = this.#find(kind, { field: rule.field ?? '' });
        const column = 'days' in found ? found.days : found;
        if (!(column instanceof Prisma.Sql)) throw new TypeError('no amount to sum');
        if (field.type !== 'money')
          return this.#total(field, Prisma.sql`sum(${column})`, { ...rule, rows, of });
        // Amounts of another currency count nothing; a customer, or a record, of another one fits nothing.
        const own = of === 'customer' ? Prisma.sql`c.currency` : Prisma.sql`r.own_currency`;
        const ownRows = Prisma.sql`${rows} AND r.currency = ${rule.currency}`;
        if (rule.op === undefined) throw new TypeError('a total without a comparison');
        return orComplement(rule.op, (op) => {
          const said = { ...rule, op, rows: ownRows, of };
          const holds = this.#total({ type: 'number' }, Prisma.sql`sum(${column})`, said);
          return Prisma.sql`coalesce(${own} = ${rule.currency} AND ${holds}, FALSE)`;
        });
      }
    }
  }

  /** A total compared; of who has no record it is 0. Records are read once, not once a customer. */
  #total(
    field: AudienceField,
    total: Prisma.Sql,
    { op, value, rows, of }: Partial<Comparison> & { rows: Prisma.Sql; of: Subject },
  ): Prisma.Sql {
    if (op === undefined) throw new TypeError('a total without a comparison');
    const { id, key } = of === 'customer' ? OF_CUSTOMER : OF_RECORD;
    const fits = this.#compare(field, Prisma.sql`coalesce(${total}, 0)`, { op, value }, of, 'exact');
    const those = Prisma.sql`SELECT ${key} FROM ${rows} GROUP BY ${key} HAVING`;
    return zeroFits(op, value)
      ? Prisma.sql`(${id} NOT IN (${those} NOT ${fits}))`
      : Prisma.sql`(${id} IN (${those} ${fits}))`;
  }

  /** The records of a kind that count: `FROM … r WHERE …`. */
  #rows({ period, where }: RecordsRule, kind: Records): Prisma.Sql {
    const { customerIds } = this.asked;
    const { from, ofEverybody } = this.#records[kind];
    const rows = customerIds ? from : (ofEverybody ?? from);
    const conditions: Prisma.Sql[] = [
      rows === from ? Prisma.sql`r.customer_id IS NOT NULL` : Prisma.sql`TRUE`,
    ];
    if (customerIds) conditions.push(Prisma.sql`r.customer_id = ANY(${[...customerIds]}::text[])`);
    if (period) {
      const { field, column } = this.#find(kind, { field: period.on ?? kindOf(kind).dateField });
      conditions.push(this.#within(field.type, column, daysOf(period, this.asked.today)));
    }
    if (where) conditions.push(this.group(where, kind, 'filter'));
    return Prisma.sql`${rows} WHERE ${Prisma.join(conditions, ' AND ')}`;
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

  #within(type: AudienceField['type'], column: Column, days: Days): Prisma.Sql {
    if ('holders' in column || 'days' in column) throw new TypeError('no date');
    if ('onDay' in column)
      return Prisma.sql`(${this.#within('day', column.onDay, days)} OR ${this.#within('instant', column.at, days)})`;
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
