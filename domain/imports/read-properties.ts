import {
  problemsOfProperties,
  type PropertyRule,
  type PropertyRules,
  type PropertyValue,
} from '../customers/check-properties.ts';
import { nameKeyOf } from '../name-key.ts';
import { problemOf, readBoolean, valueOf, type ReadValue } from './csv-values.ts';
import type { MergeProblem } from './merge-customer.ts';
import { NO_CODES } from './allocations.ts';
import { readAmount, type DecimalMark } from './read-amount.ts';
import { readDay, type DateReading } from './read-day.ts';

/** How the values of a file are to be read. */
export interface PropertyReading {
  dates: DateReading;
  decimalMark: DecimalMark | null;
  /** They are texts, as files have them; else they are what they are. */
  isFile: boolean;
}

/** Properties of a row, and what is wrong with those that are left out. */
export interface ReadProperties {
  properties: Record<string, PropertyValue>;
  problems: MergeProblem[];
}

/** Reads the properties of a row as they were defined (A3); others stay what they are. */
export function readProperties(
  rules: PropertyRules,
  row: Readonly<Record<string, PropertyValue>>,
  stored: Readonly<Record<string, unknown>> | null,
  { dates, decimalMark, isFile }: PropertyReading,
): ReadProperties {
  if (rules.size === 0) return { properties: { ...row }, problems: [] };
  const properties: ReadProperties['properties'] = {};
  const problems: MergeProblem[] = [];
  const column = (name: string): string => `${isFile ? 'property' : 'properties'}.${name}`;
  for (const [given, value] of Object.entries(row)) {
    const rule = rules.get(nameKeyOf(given));
    // A column has whatever case its file gave it.
    const name = isFile && rule ? rule.name : given;
    const before = stored && Object.hasOwn(stored, name) ? stored[name] : undefined;
    if (isFile && typeof value === 'string' && String(before) === value) {
      properties[name] = before as PropertyValue;
      continue;
    }
    const read =
      isFile && rule && typeof value === 'string'
        ? readAs(rule, value, { dates, decimalMark })
        : valueOf(value);
    const message = read.ok
      ? problemsOfProperties(rules, { [name]: read.value }, stored)[0]?.message
      : read.problem;
    if (read.ok && message === undefined) properties[name] = read.value;
    else problems.push({ column: column(given), message: message ?? 'is invalid' });
  }
  return { properties, problems };
}

function readAs(
  { type, choices }: PropertyRule,
  text: string,
  { dates, decimalMark }: Pick<PropertyReading, 'dates' | 'decimalMark'>,
): ReadValue<PropertyValue> {
  switch (type) {
    case 'text':
      return valueOf(text);
    case 'number': {
      const read = readAmount(text, decimalMark, NO_CODES);
      return read.ok ? valueOf(Number(read.value.amount)) : problemOf('must be a number');
    }
    case 'flag':
      return readBoolean(text);
    case 'day':
      return readDay(text, dates);
    case 'choice': {
      const found = choices.find((choice) => choice.toLowerCase() === text.toLowerCase());
      return found === undefined ? problemOf(`must be one of ${choices.join(', ')}`) : valueOf(found);
    }
  }
}
