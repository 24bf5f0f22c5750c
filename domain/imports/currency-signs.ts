/** Dollars and pesos. */
const DOLLARS =
  'USD AUD BBD BMD BND BSD BZD CAD CLP COP FJD GYD HKD JMD KYD LRD MXN NAD NZD SBD SGD SRD TTD TWD XCD ARS UYU DOP'.split(
    ' ',
  );

/** Signs that stand beside amounts, and the currencies that use them. */
const SIGNS: Readonly<Record<string, readonly string[]>> = {
  $: DOLLARS,
  us$: ['USD'],
  $us: ['USD'],
  $ca: ['CAD'],
  $au: ['AUD'],
  a$: ['AUD'],
  c$: ['CAD'],
  ca$: ['CAD'],
  nz$: ['NZD'],
  s$: ['SGD'],
  hk$: ['HKD'],
  r$: ['BRL'],
  mx$: ['MXN'],
  '€': ['EUR'],
  '£': ['GBP', 'EGP', 'GIP', 'FKP', 'SHP', 'LBP', 'SYP'],
  '¥': ['JPY', 'CNY'],
  '￥': ['JPY', 'CNY'],
  円: ['JPY'],
  '₹': ['INR'],
  rs: ['INR', 'PKR', 'LKR', 'NPR', 'MUR', 'SCR'],
  fr: ['CHF'],
  sfr: ['CHF'],
  kr: ['SEK', 'NOK', 'DKK', 'ISK'],
  zł: ['PLN'],
  kč: ['CZK'],
  ft: ['HUF'],
  lei: ['RON', 'MDL'],
  лв: ['BGN'],
  '₽': ['RUB'],
  '₺': ['TRY'],
  '₩': ['KRW'],
  '₴': ['UAH'],
  '₪': ['ILS'],
  '₫': ['VND'],
  '฿': ['THB'],
  '₦': ['NGN'],
  '₱': ['PHP'],
  '₸': ['KZT'],
  '₵': ['GHS'],
  r: ['ZAR'],
  rm: ['MYR'],
  rp: ['IDR'],
};

const keyOf = (sign: string) => sign.toLowerCase().replace(/\.$/, '');

/** Whether text beside an amount is a currency: its code, or a sign that we know. */
export function isCurrencySign(sign: string, codes: ReadonlySet<string>): boolean {
  return Object.hasOwn(SIGNS, keyOf(sign)) || codes.has(sign.toUpperCase());
}

/** Whether an amount with this sign or code can be of that currency. */
export function signFits(sign: string, currency: string): boolean {
  return sign.toUpperCase() === currency || (SIGNS[keyOf(sign)]?.includes(currency) ?? false);
}
