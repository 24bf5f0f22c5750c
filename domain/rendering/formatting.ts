const MAX_FORMATTERS = 200;
const moneyFormats = new Map<string, Intl.NumberFormat>();
const dateFormats = new Map<string, Intl.DateTimeFormat>();
const pluralRules = new Map<string, Intl.PluralRules>();

/**
 * Money as the customer's locale writes it, rounded half away from zero to the currency's own digits.
 *
 * @param amount decimal string; it reaches Intl as a string, so no digit is lost to a float
 * @param currency ISO 4217 code
 */
export function formatMoney(amount: string, currency: string, locale: string): string {
  const format = cached(moneyFormats, `${locale} ${currency}`, () =>
    withKnownLocale(locale, (known) => new Intl.NumberFormat(known, { style: 'currency', currency })),
  );
  return format.format(amount as Intl.StringNumericLiteral);
}

/** How many decimals amounts of a currency are written with. */
export function digitsOf(currency: string): number {
  const format = cached(moneyFormats, `en ${currency}`, () => {
    return new Intl.NumberFormat('en', { style: 'currency', currency });
  });
  return format.resolvedOptions().maximumFractionDigits ?? 2;
}

/** A civil date (`YYYY-MM-DD`) as the locale writes it in medium length; no time zone is involved. */
export function formatDate(date: string, locale: string): string {
  const format = cached(dateFormats, locale, () =>
    withKnownLocale(
      locale,
      (known) => new Intl.DateTimeFormat(known, { dateStyle: 'medium', timeZone: 'UTC' }),
    ),
  );
  return format.format(civilMilliseconds(date));
}

/** The form that a locale uses beside a whole number: Polish has others for 1, for 2 to 4 and for 5. */
export function pluralFormOf(count: number, locale: string): Intl.LDMLPluralRule {
  const rules = cached(pluralRules, locale, () =>
    withKnownLocale(locale, (known) => new Intl.PluralRules(known)),
  );
  return rules.select(count);
}

/** Whole days from one civil date to another; negative when `to` is the earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((civilMilliseconds(to) - civilMilliseconds(from)) / 86_400_000);
}

function civilMilliseconds(date: string): number {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(time)) throw new RangeError(`not a date: ${date}`);
  return time;
}

/** One that Intl does not know would be formatted as the machine's own settings are. */
function withKnownLocale<T>(locale: string, create: (locale: string) => T): T {
  return create(isKnown(locale) ? locale : 'en');
}

function isKnown(locale: string): boolean {
  try {
    return Intl.NumberFormat.supportedLocalesOf(locale).length > 0;
  } catch {
    return false;
  }
}

/** Creating an Intl formatter costs far more than using it, and a run sends to few locales. */
function cached<T>(cache: Map<string, T>, key: string, create: () => T): T {
  const known = cache.get(key);
  if (known) return known;
  const created = create();
  if (cache.size >= MAX_FORMATTERS) cache.clear();
  cache.set(key, created);
  return created;
}
