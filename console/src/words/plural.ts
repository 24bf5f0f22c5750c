/** A count with its noun, by the plural rules of English: `{ one: '# row', other: '# rows' }`. */
export type Forms = { one: string; other: string };

const rules = new Intl.PluralRules('en');

/** `counted(3, { one: '# row', other: '# rows' })` is `3 rows`, the number in the given locale. */
export function counted(count: number, forms: Forms, locale = 'en'): string {
  const form = rules.select(count) === 'one' ? forms.one : forms.other;
  return form.replace('#', new Intl.NumberFormat(locale).format(count));
}
