import fc from 'fast-check';
import type { AudienceGroup, AudienceNode, FieldRule } from '../../../contracts/automations/audiences.ts';
import { OPERATORS_OF } from '../../../contracts/automations/kinds.ts';
import {
  CUSTOMER_FIELDS,
  RELATED_KINDS,
  type AudienceField,
  type RelatedKind,
} from '../../../domain/automations/catalogue.ts';

/** Texts that meet each other in records and rules, with what patterns would read. */
export const WORDS = [
  'retail',
  'Retail',
  'food',
  '100%',
  'a_b',
  'ä',
  '',
  'open',
  'promised',
  'no answer',
] as const;
export const CURRENCIES = ['EUR', 'EUR', 'EUR', 'USD', 'JPY'] as const;
/** Days around the one on which is asked. */
export const DAYS = [
  '2030-05-02',
  '2030-05-31',
  '2030-06-01',
  '2030-06-02',
  '2030-06-03',
  '2030-06-04',
  '2030-07-01',
] as const;
const AMOUNTS = ['0.00', '10.00', '10.01', '100.00', '250.50', '-10.00', '1000.00'] as const;
const NUMBERS = [-5, 0, 1, 2, 3, 9, 10, 31] as const;
const SPANS = [1, 2, 3, 30, 33].map((amount) => ({ amount, unit: 'day' as const }));
const ALL_SPANS = [...SPANS, { amount: 1, unit: 'month' as const }, { amount: 1, unit: 'week' as const }];

/** Ids that rules may name, by what they are of. */
export type KnownIds = Record<string, readonly string[]>;

const operand = (field: AudienceField, ids: KnownIds): fc.Arbitrary<string | number> => {
  switch (field.type) {
    case 'number':
      return fc.constantFrom(...NUMBERS);
    case 'money':
      return fc.constantFrom(...AMOUNTS);
    case 'day':
    case 'instant':
      return fc.constantFrom(...DAYS);
    case 'choice':
      return fc.constantFrom(...field.choices);
    case 'reference':
    case 'set':
      return fc.constantFrom(...(ids[field.refersTo] ?? ['nobody']));
    default:
      return fc.constantFrom(...WORDS);
  }
};

/** An operator that fits a field, with a value that fits both. */
const comparison = (field: AudienceField, ids: KnownIds) => {
  const one = operand(field, ids);
  const range = fc.tuple(one, one).map(([a, b]) => {
    const isTurned = field.type === 'money' ? Number(a) > Number(b) : a > b;
    return isTurned ? { from: b, to: a } : { from: a, to: b };
  });
  const currency = field.type === 'money' ? { currency: fc.constantFrom(...CURRENCIES) } : {};
  return fc.constantFrom(...OPERATORS_OF[field.type]).chain((op) => {
    const value = /^(is_set|is_not_set|is_true|is_false)$/.test(op)
      ? {}
      : /^(any_of|none_of|has_)/.test(op)
        ? { value: fc.array(one, { minLength: 1, maxLength: 3 }) }
        : /between/.test(op)
          ? { value: range }
          : /in_(last|next)/.test(op)
            ? { value: fc.constantFrom(...ALL_SPANS) }
            : { value: one };
    return fc.record({ op: fc.constant(op), ...value, ...currency });
  });
};

const PROPERTY_TYPES = ['text', 'number', 'flag', 'day'] as const;

/** A rule on a field of a subject, custom properties included. */
const fieldRule = (
  fields: Readonly<Record<string, AudienceField>>,
  hasProperties: boolean,
  ids: KnownIds,
) => {
  const ofField = fc
    .constantFrom(...Object.entries(fields))
    .chain(([name, field]) =>
      comparison(field, ids).map((said): FieldRule => ({ kind: 'field', field: name, ...said }) as FieldRule),
    );
  if (!hasProperties) return ofField;
  const ofProperty = fc
    .tuple(fc.constantFrom('industry', 'renewalOn', 'tier', 'absent'), fc.constantFrom(...PROPERTY_TYPES))
    .chain(([name, type]) =>
      comparison({ type }, ids).map(
        (said) => ({ kind: 'field', field: `property:${name}`, ...said }) as FieldRule,
      ),
    );
  return fc.oneof({ weight: 5, arbitrary: ofField }, { weight: 1, arbitrary: ofProperty });
};

const groupOf = (node: fc.Arbitrary<AudienceNode>, maxLength: number): fc.Arbitrary<AudienceGroup> =>
  fc.record({
    kind: fc.constantFrom('all' as const, 'any' as const, 'none' as const),
    nodes: fc.array(node, { minLength: 1, maxLength }),
  });

const period = (dates: readonly string[]) => {
  const on = fc.option(fc.constantFrom(...dates), { nil: undefined });
  const span = fc.constantFrom(...ALL_SPANS);
  return fc.oneof(
    fc.record({ last: span, on }),
    fc.record({ next: span, on }),
    fc.tuple(fc.constantFrom(...DAYS), fc.constantFrom(...DAYS), on).map(([a, b, date]) => ({
      from: a < b ? a : b,
      to: a < b ? b : a,
      on: date,
    })),
  );
};

/** Rules on the records of a kind; conditions may ask for what the records have themselves. */
const recordsRule = (
  of: string,
  { fields, entity = null, records = {} }: Pick<RelatedKind, 'fields'> & Partial<RelatedKind>,
  ids: KnownIds,
): fc.Arbitrary<AudienceNode> => {
  const dates = Object.keys(fields).filter((name) => /^(day|instant)$/.test(fields[name]?.type ?? ''));
  const amounts = Object.keys(fields).filter((name) => /^(money|number)$/.test(fields[name]?.type ?? ''));
  const ofField = fieldRule(fields, entity !== null, ids) as fc.Arbitrary<AudienceNode>;
  const inner = Object.entries(records).map(([name, kind]) => recordsRule(name, kind, ids));
  const conditions = groupOf(inner.length === 0 ? ofField : fc.oneof(ofField, ...inner), 2);
  const shared = {
    kind: fc.constant('records' as const),
    of: fc.constant(of),
    period: fc.option(period(dates), { nil: undefined }),
    where: fc.option(conditions, { nil: undefined }),
  };
  const plain = fc.record({ ...shared, measure: fc.constantFrom('exists' as const, 'none' as const) });
  const latest = fc.record({ ...shared, measure: fc.constant('latest' as const), test: conditions });
  const count = fc
    .tuple(
      fc.record({ ...shared, measure: fc.constant('count' as const) }),
      comparison({ type: 'number' }, ids),
    )
    .map(([rule, said]) => ({ ...rule, ...said }));
  const sum =
    amounts.length === 0
      ? plain
      : fc
          .constantFrom(...amounts)
          .chain((field) =>
            fc
              .tuple(
                fc.record({ ...shared, measure: fc.constant('sum' as const), field: fc.constant(field) }),
                comparison(fields[field] ?? { type: 'number' }, ids),
              )
              .map(([rule, said]) => ({ ...rule, ...said })),
          );
  return fc.oneof(plain, latest, count, sum) as fc.Arbitrary<AudienceNode>;
};

const KINDS: [string, RelatedKind][] = Object.entries(RELATED_KINDS);

/** Trees of every kind of rule, up to three levels deep. */
export function randomAudience(ids: KnownIds): fc.Arbitrary<AudienceGroup> {
  const rule = fc.oneof(
    fieldRule(CUSTOMER_FIELDS, true, ids) as fc.Arbitrary<AudienceNode>,
    fc.oneof(...KINDS.map(([of, kind]) => recordsRule(of, kind, ids))),
  );
  const inner = groupOf(rule, 3);
  const middle = groupOf(fc.oneof({ weight: 3, arbitrary: rule }, { weight: 1, arbitrary: inner }), 3);
  return groupOf(fc.oneof({ weight: 3, arbitrary: rule }, { weight: 1, arbitrary: middle }), 4);
}
