/** `1250.5` and `EUR` as `EUR 1,250.50`: the decimal string goes to the formatter as it is, digit by digit. */
export function moneyText(
  amount: string,
  { currency, locale }: { currency: string; locale: string },
): string {
  return formatter(locale, currency).format(amount as unknown as number);
}

const formatters = new Map<string, Intl.NumberFormat>();

function formatter(locale: string, currency: string): Intl.NumberFormat {
  const key = `${locale} ${currency}`;
  const known = formatters.get(key);
  if (known) return known;
  const made = new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay: 'code' });
  formatters.set(key, made);
  return made;
}

/** `2026-11-30` in the order of the locale. It is taken apart by hand: as a moment it would be another day elsewhere. */
export function dayText(day: string, locale: string): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(
    Date.UTC(year, month - 1, date),
  );
}

/** An instant as the clock of a zone shows it. */
export function momentText(at: string, { locale, zone }: { locale: string; zone: string }): string {
  return new Intl.DateTimeFormat(locale, {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: zone,
  }).format(Date.parse(at));
}

/** A count in the digits of the locale. */
export const countText = (count: number, locale: string): string =>
  new Intl.NumberFormat(locale).format(count);

/** Shares of a whole in percent, for the lengths of bars only: no figure is shown from them. */
export function sharesOf(amounts: readonly string[]): number[] {
  const sizes = amounts.map((amount) => Math.max(0, Number(amount)));
  const whole = sizes.reduce((sum, size) => sum + size, 0);
  return sizes.map((size) => (whole === 0 ? 0 : (size / whole) * 100));
}
