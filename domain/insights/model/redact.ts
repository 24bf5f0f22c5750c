import { literal } from '../../prompting/plain-characters.ts';

const ACCOUNT = /(?<![\p{L}\p{N}])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,4})?(?![\p{L}\p{N}])/gu;
const PHONE = /(?<![\p{L}\p{N}])(?:\+|00)\d[\d ()/.-]{6,}\d/gu;
const EMAIL = /[^\s<>()",;:@]{1,100}@[^\s<>()",;:]*[^\s<>()",;:.!?]/gu;
const LINK = /(?:[a-z][a-z0-9+.-]*:\/\/|www\.)[^\s<>"]*/giu;
/** Shorter ones are part of too many words. */
const LEAST_NAME = 3;

/** What is taken out of a text. */
export type Masked = 'link' | 'address' | 'account' | 'number' | 'name';

/** The customer and its people. */
export interface KnownNames {
  customerName: string;
  contactNames: readonly string[];
}

/**
 * Takes out of texts what a model need not know: links, addresses, numbers of telephones and accounts, and the names of
 * the customer and its people, whole or in part. Its words stay, to be quoted.
 */
export function createRedactor(known: KnownNames): (text: string) => string {
  return createMask(known, (kind) => `[${kind}]`);
}

/** The same, with what stands in the place of each. */
export function createMask(
  known: KnownNames,
  inPlaceOf: (kind: Masked, value: string) => string,
): (text: string) => string {
  const parts = known.contactNames.flatMap((name) => [name, ...name.split(/[\s,.]+/)]);
  const names = namesPattern([known.customerName, ...parts]);
  const by = (kind: Masked) => (value: string) => inPlaceOf(kind, value);
  return (text) => {
    const plain = text
      .replace(LINK, by('link'))
      .replace(EMAIL, by('address'))
      .replace(ACCOUNT, by('account'))
      .replace(PHONE, by('number'));
    return names === null ? plain : plain.replace(names, by('name'));
  };
}

function namesPattern(names: readonly string[]): RegExp | null {
  const long = [...new Set(names.map((name) => name.trim()))].filter(({ length }) => length >= LEAST_NAME);
  if (long.length === 0) return null;
  const longestFirst = long.sort((a, b) => b.length - a.length).map(literal);
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${longestFirst.join('|')})(?![\\p{L}\\p{N}])`, 'giu');
}
