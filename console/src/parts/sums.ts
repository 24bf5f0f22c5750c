/** Decimal places of an amount of the API at most. */
const PLACES = 4;

/** Adds amounts as whole numbers of their smallest part: none of them becomes a float. */
export function sumOf(amounts: readonly string[]): string {
  const whole = amounts.reduce((sum, amount) => {
    const [units = '0', part = ''] = amount.replace('-', '').split('.');
    const size = BigInt(units + part.padEnd(PLACES, '0').slice(0, PLACES));
    return amount.startsWith('-') ? sum - size : sum + size;
  }, 0n);
  const digits = (whole < 0n ? -whole : whole).toString().padStart(PLACES + 1, '0');
  const text = `${digits.slice(0, -PLACES)}.${digits.slice(-PLACES)}`;
  return whole < 0n ? `-${text}` : text;
}

/** What is left to pay of messages that were chosen here, by currency: no reply of the API knows the choice. */
export function sumsByCurrency(
  rows: readonly { currency: string; net: string | null }[],
): { currency: string; sum: string }[] {
  const currencies = [...new Set(rows.map(({ currency }) => currency))].sort();
  return currencies.map((currency) => {
    const amounts = rows.flatMap((row) => (row.currency === currency && row.net !== null ? [row.net] : []));
    return { currency, sum: sumOf(amounts) };
  });
}
