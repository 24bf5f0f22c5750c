import type { Operand, Span } from '../../contracts/automations/audiences.ts';
import type { AudienceOperator, ValueType } from '../../contracts/automations/kinds.ts';
import { isValidDate } from '../time/calendar.ts';
import type { AudienceField } from './catalogue.ts';

/** Money as rules write it: an exact decimal, also below 0. */
const MONEY = /^-?(?:0|[1-9]\d{0,15})(?:\.\d{1,4})?$/;

/** The days that the product knows, as calls take them; others are no instants that can be asked. */
const YEARS = /^(?:19|2\d)\d\d-/;
const isDay = (value: unknown): boolean =>
  typeof value === 'string' && YEARS.test(value) && isValidDate(value);

/** What one value must be; the words come after "must be". */
function wantedScalar(field: AudienceField, value: unknown): string | null {
  switch (field.type) {
    case 'text':
      return typeof value === 'string' ? null : 'a text';
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) ? null : 'a number';
    case 'money':
      return typeof value === 'string' && MONEY.test(value) ? null : 'a decimal string like "1250.00"';
    case 'day':
    case 'instant':
      return isDay(value) ? null : 'a day like 2026-11-30, in the years 1900 to 2999';
    case 'choice':
      return typeof value === 'string' && field.choices.includes(value)
        ? null
        : `one of ${field.choices.join(', ')}`;
    case 'reference':
    case 'set':
      return typeof value === 'string' && value !== '' ? null : 'an id';
    case 'flag':
      return null;
  }
}

const isSpan = (value: Operand): value is Span => typeof value === 'object' && 'amount' in value;
const isRange = (value: Operand): value is { from: string | number; to: string | number } =>
  typeof value === 'object' && 'from' in value;

type Form = 'nothing' | 'one' | 'many' | 'range' | 'span';
const FORMS: Partial<Record<AudienceOperator, Form>> = {
  is_set: 'nothing',
  is_not_set: 'nothing',
  is_true: 'nothing',
  is_false: 'nothing',
  any_of: 'many',
  none_of: 'many',
  has_any: 'many',
  has_all: 'many',
  has_none: 'many',
  between: 'range',
  not_between: 'range',
  in_last: 'span',
  not_in_last: 'span',
  in_next: 'span',
  not_in_next: 'span',
};

/**
 * What is wrong with the value of an operator, in words that follow the field's path; null: nothing.
 */
export function problemOfValue(
  field: AudienceField,
  op: AudienceOperator,
  value: Operand | undefined,
): string | null {
  const form = FORMS[op] ?? 'one';
  if (form === 'nothing') return value === undefined ? null : `does not belong to "${op}"`;
  if (value === undefined)
    return `is missing: "${op}" compares with ${form === 'one' ? 'a value' : wordsOf(form)}`;
  const refuse = (wanted: string | null): string | null => (wanted === null ? null : `must be ${wanted}`);
  switch (form) {
    case 'span':
      return refuse(isSpan(value) ? null : wordsOf(form));
    case 'range':
      if (!isRange(value)) return refuse(wordsOf(form));
      return refuse(
        wantedScalar(field, value.from) ?? wantedScalar(field, value.to) ?? orderOf(field.type, value),
      );
    case 'many':
      if (!Array.isArray(value)) return refuse(wordsOf(form));
      return refuse(value.map((one) => wantedScalar(field, one)).find((wanted) => wanted !== null) ?? null);
    case 'one':
      return refuse(typeof value === 'object' ? 'one value' : wantedScalar(field, value));
  }
}

function wordsOf(form: Exclude<Form, 'nothing' | 'one'>): string {
  return { many: 'a list of values', range: 'a range: {from, to}', span: 'a span: {amount, unit}' }[form];
}

/** Both ends are included: a range that ends before it begins holds nothing. */
function orderOf(
  type: ValueType,
  { from, to }: { from: string | number; to: string | number },
): string | null {
  const isMoney = type === 'money';
  const isTurned = isMoney ? Number(from) > Number(to) : from > to;
  return isTurned ? 'a range that does not end before it begins' : null;
}
