import { describe, expect, test } from '@jest/globals';
import { findDoubledLanguages, languageOf, wordsFor } from '../../../domain/rendering/language.ts';

const text = (language: string | null, ...tags: string[]) => ({
  words: 'base',
  language,
  variants: Object.fromEntries(tags.map((tag) => [tag, `in ${tag}`])),
});

describe('M6: the words that speak to a customer', () => {
  test.each([
    ['the locale itself', text('en', 'de', 'de-AT'), ['de-AT', 'en-GB'], 'in de-AT', 'de-AT'],
    ['its language', text('en', 'de'), ['de-AT', 'en-GB'], 'in de', 'de'],
    ['shortened part by part', text('en', 'zh-Hant'), ['zh-Hant-TW', 'en'], 'in zh-Hant', 'zh-Hant'],
    ['another country’s', text('en', 'pt-BR'), ['pt-PT', 'en'], 'in pt-BR', 'pt-BR'],
    ['in any case', text('en', 'de-at'), ['DE-AT', 'en'], 'in de-at', 'de-at'],
    ['its own words, where it is said to be so', text('de-DE', 'fr'), ['de-AT', 'fr-FR'], 'base', 'de-DE'],
    ['the organisation’s', text('en', 'fr', 'de'), ['da-DK', 'fr-FR'], 'in fr', 'fr'],
    [
      'the organisation’s, where the customer’s is not known',
      text('en', 'fr'),
      [null, 'fr-FR'],
      'in fr',
      'fr',
    ],
    ['its own, where nothing fits', text('en', 'fr'), ['da-DK', 'fi-FI'], 'base', 'en'],
    ['its own, of no language that anybody said', text(null, 'fr'), ['da-DK', 'en-GB'], 'base', null],
  ] as const)('%s', (_what, worded, locales, words, language) => {
    expect(wordsFor(worded, locales)).toEqual({ words, language });
  });
});

test('M6: the product’s own words fall back from the customer to the organisation to English', () => {
  expect(languageOf(['de-AT', 'fr-FR'])).toBe('de');
  expect(languageOf(['da-DK', 'fr-FR'])).toBe('fr');
  expect(languageOf([null, 'pl'])).toBe('pl');
  expect(languageOf(['da-DK', 'fi-FI'])).toBe('en');
  expect(languageOf([])).toBe('en');
});

test('M6: one language is not said twice', () => {
  expect(findDoubledLanguages('en', ['de', 'DE', 'en', 'fr']).map(({ field }) => field)).toEqual([
    'variants.DE',
    'variants.en',
  ]);
});
