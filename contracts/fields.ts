import { z } from 'zod';
import { CURRENCIES } from './currencies.ts';
import { ZONE_NAMES } from './zone-names.ts';

/** One line of text: trimmed, no control characters, so that it can stand in a mail header. */
export function lineSchema(maxLength: number) {
  return z
    .string()
    .trim()
    .min(1)
    .max(maxLength)
    .regex(/^[^\u0000-\u001f\u007f-\u009f\u2028\u2029]*$/, {
      error: 'must be one line without control characters',
    });
}

/** Several lines of text. */
export function textSchema(maxLength: number) {
  return z
    .string()
    .max(maxLength)
    .regex(/^[^\u0000-\u0008\u000b\u000c\u000e-\u001f]*$/, { error: 'must not contain control characters' });
}

/** Says what a value must be; one that is missing is told so in other words. */
const told = (error: string) => (issue: { input?: unknown }) =>
  issue.input === undefined ? undefined : error;

/** Instant: ISO 8601 with `Z` or an offset, years 1900 to 2999. */
export const instantSchema = z.iso
  .datetime({ offset: true, error: told('must be an instant like 2026-11-30T08:00:00Z') })
  .regex(/^(?:19|2\d)\d\d-/, { error: 'must lie in the years 1900 to 2999' })
  .meta({ description: 'Instant, ISO 8601.', example: '2026-11-30T08:00:00.000Z' });

/** Day of the calendar, `YYYY-MM-DD`, years 1900 to 2999. */
export const daySchema = z.iso
  .date({ error: told('must be a day like 2026-11-30') })
  .regex(/^(?:19|2\d)\d\d-/, { error: 'must lie in the years 1900 to 2999' })
  .meta({ description: 'Day, YYYY-MM-DD.', example: '2026-11-30' });

const MONEY_ERROR = 'must be a decimal string like "1250.00"';

/** Money from 0 as an exact decimal string, up to 16 digits before the point and 4 after; the currency stands beside. */
export const moneySchema = z
  .string({ error: told(MONEY_ERROR) })
  .regex(/^(?:0|[1-9]\d{0,15})(?:\.\d{1,4})?$/, { error: MONEY_ERROR })
  .meta({ description: 'Exact decimal.', example: '1250.00' });

/** Like {@link moneySchema}, above 0. */
export const positiveMoneySchema = moneySchema
  .regex(/[1-9]/, { error: 'must be more than 0' })
  .meta({ description: 'Exact decimal above 0.', example: '1250.00' });

/** Like {@link moneySchema}, also below 0. */
export const signedMoneySchema = z
  .string({ error: told(MONEY_ERROR) })
  .regex(/^(?:0|-?(?:0(?=\.\d*[1-9])|[1-9]\d{0,15}))(?:\.\d{1,4})?$/, { error: MONEY_ERROR })
  .meta({ description: 'Exact decimal, also below 0.', example: '-25.00' });

/** Money as shown: also sums and differences, which may be longer or negative. */
export const amountSchema = z
  .string()
  .regex(/^-?\d{1,24}(?:\.\d{1,4})?$/)
  .meta({ description: 'Exact decimal.', example: '1250.00' });

/** Active ISO 4217 code with a minor unit, in capitals (C1). */
export const currencySchema = z
  .string()
  .regex(/^[A-Z]{3}$/, { error: 'must be an ISO 4217 code like EUR' })
  .refine((code) => CURRENCIES.has(code), { error: 'is no active ISO 4217 currency with a minor unit' })
  .meta({ description: 'ISO 4217 code.', example: 'EUR' });

/**
 * Any name of the IANA database, links included, in its own spelling, and kept as given (C1). No offsets: they know
 * nothing of clock changes. Temporal schedules refuse other letter cases.
 */
export const zoneSchema = z
  .string()
  .refine((name) => problemOfZone(name) === null, {
    error: ({ input }) => problemOfZone(String(input)) ?? undefined,
  })
  .meta({
    description: 'Name in the IANA time zone database, links included; kept as given.',
    example: 'Europe/Berlin',
  });

/** BCP 47 tag in its canonical form. */
export const localeSchema = z
  .string()
  .min(2)
  .max(35)
  .regex(/^[A-Za-z0-9-]+$/, { error: 'must be a locale like en-GB' })
  .refine(isKnownLocale, { error: 'is no locale' })
  .meta({ description: 'BCP 47 locale.', example: 'en-GB' });

/** What a message is written in, as it was chosen for the customer (M6). */
export const usedLanguageSchema = z.string().nullable().meta({
  description:
    'BCP 47: what it is written in, as it was chosen by the customer’s locale, else the organisation’s (M6); null: nobody has said.',
});

/** Mail address, one line, no display name. */
export const emailSchema = z
  .string()
  .max(254)
  // RFC 5321: a dot-string of 64 octets before the @; labels of a domain have 63, the last one is no number, and other
  // letters stand in their ASCII form (`xn--…`).
  .regex(
    /^(?=[^@]{1,64}@)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+(?=[A-Za-z0-9-]*[A-Za-z-])[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])$/,
    { error: 'must be an email address' },
  )
  .meta({ description: 'Email address.', example: 'ap@example.com' });

/** Mail address as people type it: other letters in its domain are put into their ASCII form (RFC 6531). */
export const typedEmailSchema = z
  .string({ error: told('must be an email address') })
  .transform((text) => {
    const at = text.lastIndexOf('@') + 1;
    const isAscii = /^[\x20-\x7e]*$/.test(text.slice(at));
    return at === 0 || isAscii ? text : text.slice(0, at) + asciiDomain(text.slice(at));
  })
  .pipe(emailSchema);

/** Telephone number as people write it: one line with a digit in it. Whether an sms can go there is asked at the sms (M7). */
export const phoneSchema = lineSchema(100)
  .regex(/\p{Nd}/u, { error: 'must be a telephone number: there is no digit in it' })
  .meta({ description: 'Telephone number, kept as given.', example: '+49 30 1234567' });

/** Web address with http or https. */
export const urlSchema = z
  .url({ protocol: /^https?$/, error: 'must be an http(s) address' })
  .max(2000)
  .regex(/^[^\u0000-\u0020\u007f-\u009f]*$/, { error: 'must not contain spaces or control characters' })
  .meta({ description: 'Web address.', example: 'https://pay.example.com/inv/1001' });

/** Host name or IP address. */
export const hostSchema = z
  .string()
  .max(253)
  .regex(/^[A-Za-z0-9](?:[A-Za-z0-9.:-]*[A-Za-z0-9])?$/, { error: 'must be a host name or an IP address' })
  .meta({ description: 'Host name or IP address.', example: 'smtp.example.com' });

/** TCP port. */
export const portSchema = z.int().min(1).max(65535).meta({ example: 587 });

/** `true` or `false` in a query string. */
export const flagSchema = z.enum(['true', 'false']).transform((text) => text === 'true');

/** Custom properties: up to 100 named texts, numbers or booleans. */
export const propertiesSchema = z
  .record(lineSchema(100), z.union([textSchema(2000), z.number(), z.boolean(), z.null()]))
  .refine((properties) => Object.keys(properties).length <= 100, { error: 'must have at most 100 members' })
  .meta({ description: 'Custom properties by name.', example: { segment: 'retail' } });

/** A domain with other letters in its ASCII form; anything else stays, to be refused. */
function asciiDomain(domain: string): string {
  if (!/^[\p{L}\p{M}\p{N}.-]+$/u.test(domain)) return domain;
  try {
    return new URL(`http://${domain}`).hostname;
  } catch {
    return domain;
  }
}

function problemOfZone(name: string): string | null {
  if (ZONE_NAMES.has(name)) return isKnownZone(name) ? null : 'is a time zone that this server does not know';
  const meant = zoneSpelling(name);
  return meant === name
    ? 'must be an IANA time zone like Europe/Berlin'
    : `must be spelled ${meant}, as IANA does`;
}

/** The name of a zone in the spelling of the database, whatever its letter case; what is none stays as it is. */
export function zoneSpelling(name: string): string {
  if (ZONE_NAMES.has(name)) return name;
  const lower = name.toLowerCase();
  return [...ZONE_NAMES].find((known) => known.toLowerCase() === lower) ?? name;
}

/** Whether this version of Node has the rules of a zone: the database grows from year to year. */
function isKnownZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}

function isKnownLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag)[0] === tag;
  } catch {
    return false;
  }
}

/**
 * Options of a `refine` about an object as a whole: it is asked beside the checks of single fields, so that one answer names
 * everything (O2), unless one of the fields that it is about is invalid itself.
 */
export function ofWhole<T extends object>(fields: readonly string[], options: T) {
  const when = ({
    value,
    issues,
  }: {
    value: unknown;
    issues: readonly { path?: PropertyKey[] | undefined }[];
  }) =>
    typeof value === 'object' &&
    value !== null &&
    !issues.some(({ path }) => path?.[0] !== undefined && fields.includes(String(path[0])));
  return { ...options, when };
}
