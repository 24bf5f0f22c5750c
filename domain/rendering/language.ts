import type { FieldProblem } from '../../contracts/problems.ts';
import { LANGUAGES, type Language } from '../../contracts/kinds.ts';

/** The words of a message in one language. */
export interface Worded<Words> {
  /** What is said where no variant fits. */
  words: Words;
  /** BCP 47, what `words` are written in; null: nobody has said. */
  language: string | null;
  /** The same in other languages, by BCP 47 tag. */
  variants: Readonly<Record<string, Words>>;
}

/**
 * The words that speak to a customer (M6): of the customer's locale, else of the organisation's, each first as it is, then
 * shortened (`de-AT` -> `de`), then as another country writes it (`pt-PT` -> `pt-BR`); where none fits, those without a
 * variant.
 *
 * @param locales BCP 47, the customer's first; null: not known
 * @returns with `language`, what was used; null: nobody has said in which language they are
 */
export function wordsFor<Words>(
  { words, language, variants }: Worded<Words>,
  locales: readonly (string | null)[],
): { words: Words; language: string | null } {
  const tags = [...(language === null ? [] : [language]), ...Object.keys(variants)];
  const found = locales.map((locale) => matching(locale, tags)).find((tag) => tag !== null) ?? null;
  if (found === null || found === language) return { words, language };
  return { words: variants[found] ?? words, language: found };
}

/** The language of the product's own words to somebody of these locales, the first that one fits; English where none does. */
export function languageOf(locales: readonly (string | null)[]): Language {
  const found = locales.map((locale) => matching(locale, LANGUAGES)).find((tag) => tag !== null);
  return LANGUAGES.find((language) => language === found) ?? 'en';
}

/** Languages that a text is said to be written in twice, in any case: nobody could tell which words are meant. */
export function findDoubledLanguages(language: string | null, tags: readonly string[]): FieldProblem[] {
  const message = 'is a language that it is written in already';
  return tags
    .filter((tag, index) => [language ?? '', ...tags.slice(0, index)].some((other) => isSame(tag, other)))
    .map((tag) => ({ field: `variants.${tag}`, message }));
}

/** Which of these tags serves a locale; null: none does. */
function matching(locale: string | null, tags: readonly string[]): string | null {
  if (locale === null) return null;
  for (let wanted = locale; wanted !== ''; wanted = wanted.slice(0, Math.max(wanted.lastIndexOf('-'), 0))) {
    const found = tags.find((tag) => isSame(tag, wanted));
    if (found !== undefined) return found;
  }
  return tags.find((tag) => isSame(primary(tag), primary(locale))) ?? null;
}

const primary = (tag: string): string => tag.split('-', 1)[0]!;
const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
