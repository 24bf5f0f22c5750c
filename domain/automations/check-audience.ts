import type {
  AudienceGroup,
  AudienceNode,
  FieldRule,
  Operand,
  Period,
  RecordsRule,
} from '../../contracts/automations/audiences.ts';
import {
  MAX_DEPTH,
  MAX_RULES,
  OPERATORS_OF,
  type AudienceOperator,
} from '../../contracts/automations/kinds.ts';
import type { PropertyEntity } from '../../contracts/customers/kinds.ts';
import type { IdKind } from '../../contracts/ids.ts';
import type { FieldProblem } from '../../contracts/problems.ts';
import { PROPERTY_PREFIX, type AudienceField } from './catalogue.ts';
import { problemOfValue } from './check-value.ts';
import { definedField, entityOf, spellingOf, type DefinedProperty } from './defined-properties.ts';
import { findField, findSubject, type Subject } from './find-field.ts';

/** Types of values that a custom property may have: it is asked as whatever the operator makes of it. */
const PROPERTY_TYPES = ['text', 'number', 'flag', 'day'] as const;
const COUNT: AudienceField = { type: 'number' };

/** Something that a rule names by its id, and where: it must be there (A3). */
export interface Named {
  field: string;
  kind: IdKind | 'property';
  id: string;
  /** Of a property: whose. */
  entity?: PropertyEntity;
}

/** What a look at a tree finds: problems by their path, and everything it names. */
export interface Checked {
  problems: FieldProblem[];
  named: Named[];
  rules: number;
}

/**
 * Whether a tree says something that can be asked: fields and operators of the catalogue, values that fit, a currency
 * with money, at most ten levels and two hundred rules (A3). `isStarting`: empty groups are refused too. `properties`: those
 * that were defined are asked by their type; others by whatever the rule makes of them.
 */
export function checkAudience(
  tree: AudienceGroup,
  path: string,
  { isStarting, properties = [] }: { isStarting: boolean; properties?: readonly DefinedProperty[] },
): Checked {
  const checked: Checked = { problems: [], named: [], rules: 0 };
  new Check(checked, isStarting, properties).group(tree, path, 'customer', 1);
  if (checked.rules > MAX_RULES)
    checked.problems.push({ field: path, message: `has ${checked.rules} rules; ${MAX_RULES} are the most` });
  return checked;
}

class Check {
  constructor(
    private readonly found: Checked,
    private readonly isStarting: boolean,
    private readonly properties: readonly DefinedProperty[],
  ) {}

  group({ nodes }: AudienceGroup, path: string, subject: Subject, depth: number): void {
    if (depth > MAX_DEPTH) {
      this.#problem(path, `stands deeper than ${MAX_DEPTH} levels`);
      return;
    }
    if (nodes.length === 0 && this.isStarting) this.#problem(path, 'is an empty group: it would hold nobody');
    nodes.forEach((node, index) => this.#node(node, `${path}.nodes[${index}]`, subject, depth));
  }

  #node(node: AudienceNode, path: string, subject: Subject, depth: number): void {
    if (node.kind === 'field') {
      this.found.rules++;
      this.#field(node, path, subject);
    } else if (node.kind === 'records') {
      this.found.rules++;
      this.#records(node, path, subject, depth);
    } else this.group(node, path, subject, depth + 1);
  }

  #field(rule: FieldRule, path: string, subject: Subject): void {
    const field = findField(subject, rule.field);
    if (field === undefined) return this.#problem(`${path}.field`, unknown('field', rule.field));
    if (field !== 'property') return this.#comparison(field, rule, path);
    const name = rule.field.slice(PROPERTY_PREFIX.length);
    const entity = entityOf(subject) ?? 'customer';
    this.found.named.push({ field: `${path}.field`, kind: 'property', id: name, entity });
    const spelled = spellingOf(entity, name, this.properties);
    if (spelled !== null) this.#problem(`${path}.field`, `is spelled "${spelled}"`);
    const defined = definedField(subject, rule.field, this.properties);
    this.#comparison(defined ?? asProperty(rule), rule, path);
  }

  #comparison(
    field: AudienceField | undefined,
    {
      op,
      value,
      currency,
    }: { op: AudienceOperator; value?: Operand | undefined; currency?: string | undefined },
    path: string,
  ): void {
    if (field === undefined || !(OPERATORS_OF[field.type] as readonly string[]).includes(op)) {
      this.#problem(
        `${path}.op`,
        field ? `"${op}" does not fit a ${field.type}` : `"${op}" does not fit the value`,
      );
      return;
    }
    const problem = problemOfValue(field, op, value);
    if (problem !== null) this.#problem(`${path}.value`, problem);
    this.#currency(field.type === 'money', currency, path);
    if (problem !== null || (field.type !== 'reference' && field.type !== 'set')) return;
    for (const id of [value].flat())
      if (typeof id === 'string') this.#name(`${path}.value`, field.refersTo, id);
  }

  #records(rule: RecordsRule, path: string, of: Subject, depth: number): void {
    const subject = findSubject(of, rule.of);
    if (!subject)
      return this.#problem(
        `${path}.of`,
        of === 'customer' ? unknown('kind of records', rule.of) : `"${rule.of}" is nothing that ${of} have`,
      );
    if (rule.period) this.#period(rule.period, `${path}.period`, subject);
    if (rule.where) this.group(rule.where, `${path}.where`, subject, depth + 1);
    const { measure, op, value, currency } = rule;
    const belongs = {
      sum: ['field', 'op', 'value'],
      count: ['op', 'value'],
      latest: ['test'],
      exists: [],
      none: [],
    };
    for (const member of ['field', 'op', 'value', 'test'] as const) {
      const isWanted = (belongs[measure] as readonly string[]).includes(member);
      if (isWanted && rule[member] === undefined && member !== 'value')
        this.#problem(`${path}.${member}`, `is missing: "${measure}" needs it`);
      if (!isWanted && rule[member] !== undefined)
        this.#problem(`${path}.${member}`, `does not belong to "${measure}"`);
    }
    if (measure === 'latest' && rule.test) this.group(rule.test, `${path}.test`, subject, depth + 1);
    if (measure === 'count' && op) this.#comparison(COUNT, { op, value, currency }, path);
    if (measure === 'sum' && op && rule.field !== undefined) {
      const summed = findField(subject, rule.field);
      if (
        summed !== undefined &&
        summed !== 'property' &&
        (summed.type === 'money' || summed.type === 'number')
      )
        this.#comparison(summed, { op, value, currency }, path);
      else this.#problem(`${path}.field`, 'is no amount or number of these records');
    }
    if (measure !== 'sum' && measure !== 'count') this.#currency(false, currency, path);
  }

  #period(period: Period, path: string, subject: Subject): void {
    const { on } = period;
    const field = on === undefined ? undefined : findField(subject, on);
    if (on !== undefined && (field === undefined || field === 'property' || !isDate(field)))
      this.#problem(`${path}.on`, 'is no date of these records');
    if ('last' in period || 'next' in period) return;
    if (period.from === undefined && period.to === undefined)
      this.#problem(path, 'has neither a first nor a last day');
    if (period.from !== undefined && period.to !== undefined && period.from > period.to)
      this.#problem(path, 'ends before it begins');
  }

  #currency(isMoney: boolean, currency: string | undefined, path: string): void {
    if (isMoney && currency === undefined)
      this.#problem(`${path}.currency`, 'is missing: a rule on money names its currency');
    if (!isMoney && currency !== undefined)
      this.#problem(`${path}.currency`, 'does not belong to a rule that is not on money');
  }

  #problem(field: string, message: string): void {
    this.found.problems.push({ field, message });
  }

  #name(field: string, kind: Named['kind'], id: string): void {
    this.found.named.push({ field, kind, id });
  }
}

const unknown = (what: string, name: string): string => `"${name}" is no ${what} of the catalogue`;
const isDate = ({ type }: AudienceField): boolean => type === 'day' || type === 'instant';

/** What a property is asked as: the first type that has the operator and whose values fit. */
export function asProperty({ op, value }: Pick<FieldRule, 'op' | 'value'>): AudienceField | undefined {
  return PROPERTY_TYPES.map((type): AudienceField => ({ type })).find(
    (field) =>
      (OPERATORS_OF[field.type] as readonly string[]).includes(op) &&
      problemOfValue(field, op, value) === null,
  );
}
