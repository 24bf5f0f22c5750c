import type { z } from 'zod';

type Issue = z.core.$ZodRawIssue;

/** What people call the kinds of JSON. */
const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
};

/**
 * Says in words for people what is wrong with a value, where its schema has none of its own (O2). Undefined: the library's
 * words, which say of a missing value that it is missing.
 */
export function wordsForIssue(issue: Issue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return undefined;
      return `must be ${KINDS[issue.expected] ?? issue.expected}`;
    case 'too_small':
      return tooSmall(issue);
    case 'too_big':
      return tooBig(issue);
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    case 'invalid_value':
      if (issue.input === undefined) return 'is required';
      return oneOf(issue.values);
    case 'invalid_key':
      return issue.issues[0]?.message;
    case 'invalid_union':
      return unionWords(issue);
    case 'invalid_format':
      return 'does not have the right form';
    default:
      return undefined;
  }
}

const isCounted = (origin: string): boolean => origin === 'array' || origin === 'set' || origin === 'map';

function tooSmall({ origin, minimum, inclusive }: Extract<Issue, { code: 'too_small' }>): string {
  if (origin === 'string' || isCounted(origin)) {
    if (Number(minimum) === 1) return 'must not be empty';
    return `must have at least ${minimum} ${origin === 'string' ? 'characters' : 'items'}`;
  }
  return `must be ${inclusive === false ? 'more than' : 'at least'} ${minimum}`;
}

function tooBig({ origin, maximum, inclusive }: Extract<Issue, { code: 'too_big' }>): string {
  if (origin === 'string') return `must have at most ${maximum} characters`;
  if (isCounted(origin)) return `must have at most ${maximum} items`;
  return `must be ${inclusive === false ? 'less than' : 'at most'} ${maximum}`;
}

/** Objects of several kinds, told apart by one member: the others are told by what fits best. */
function unionWords(issue: Extract<Issue, { code: 'invalid_union' }>): string | undefined {
  const { discriminator, options } = issue as { discriminator?: string; options?: readonly unknown[] };
  if (discriminator === undefined) return undefined;
  const said = (issue.input as Record<string, unknown> | null)?.[discriminator];
  if (said === undefined) return 'is required';
  return options === undefined ? 'is none of the kinds there are' : oneOf(options);
}

function oneOf(values: readonly unknown[]): string {
  return values.length === 1
    ? `must be ${String(values[0])}`
    : `must be one of ${values.map(String).join(', ')}`;
}
