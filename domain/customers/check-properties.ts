import type { PropertyType } from '../../contracts/customers/kinds.ts';
import { nameKeyOf } from '../name-key.ts';
import { isValidDate } from '../time/calendar.ts';

/** What the values of a property must be (A3). */
export interface PropertyRule {
  name: string;
  type: PropertyType;
  /** Of type `choice`. */
  choices: readonly string[];
}

/** Rules by the key of their name; what has none may be anything. */
export type PropertyRules = ReadonlyMap<string, PropertyRule>;

/** Nothing is defined. */
export const NO_RULES: PropertyRules = new Map();

/** A value of a custom property; null: none. */
export type PropertyValue = string | number | boolean | null;

/** What is wrong with one of the values. */
export interface PropertyProblem {
  name: string;
  message: string;
}

/**
 * Whether values are what their properties were defined as. Null takes a value away, and what is stored already stays,
 * also from before the definition.
 *
 * @param stored values as they are; null: of something new
 */
export function problemsOfProperties(
  rules: PropertyRules,
  values: Readonly<Record<string, PropertyValue>>,
  stored: Readonly<Record<string, unknown>> | null,
): PropertyProblem[] {
  return Object.entries(values).flatMap(([name, value]) => {
    const rule = rules.get(nameKeyOf(name));
    if (rule === undefined || value === null || isStored(stored, name, value)) return [];
    const message = rule.name === name ? problemOf(rule, value) : `is spelled "${rule.name}"`;
    return message === null ? [] : [{ name, message }];
  });
}

const isStored = (stored: Readonly<Record<string, unknown>> | null, name: string, value: PropertyValue) =>
  stored !== null && Object.hasOwn(stored, name) && stored[name] === value;

function problemOf({ type, choices }: PropertyRule, value: Exclude<PropertyValue, null>): string | null {
  switch (type) {
    case 'text':
      return typeof value === 'string' ? null : 'must be a text';
    case 'number':
      return typeof value === 'number' ? null : 'must be a number';
    case 'flag':
      return typeof value === 'boolean' ? null : 'must be true or false';
    case 'day':
      return typeof value === 'string' && isValidDate(value) ? null : 'must be a day like 2026-11-30';
    case 'choice':
      return typeof value === 'string' && choices.includes(value)
        ? null
        : `must be one of ${choices.join(', ')}`;
  }
}
