import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max';

/** Why a text is no number that an sms can go to. */
export type PhoneProblem = 'none' | 'national' | 'not_in_use' | 'extension';

/** A number as gateways take it, or why the text is none. */
export type PhoneNumber = { ok: true; e164: string } | { ok: false; problem: PhoneProblem };

/** The problems, in words for people; without the number, which is nobody's business in a log. */
export const PHONE_PROBLEMS: Readonly<Record<PhoneProblem, string>> = {
  none: 'is no telephone number',
  national: 'is a national number, and the organisation has no default region that would make it one',
  not_in_use: 'is not a valid number of its country',
  extension: 'has an extension, which no sms can reach',
};

/**
 * Reads a telephone number as people write it (M7): with spaces, dashes, parentheses, a `(0)` that is not dialled from
 * abroad, or as a `tel:` link. National ones are read with the default region, ISO 3166; without one they are none.
 */
export function readPhoneNumber(text: string, defaultRegion: string | null): PhoneNumber {
  const parsed = parse(text, defaultRegion);
  if (!parsed) return { ok: false, problem: /\p{Nd}/u.test(text) ? problemOf(text, defaultRegion) : 'none' };
  if (!parsed.isValid()) return { ok: false, problem: 'not_in_use' };
  if (parsed.ext) return { ok: false, problem: 'extension' };
  return { ok: true, e164: parsed.number };
}

/**
 * What a number is compared by: E.164 where the text can be read as one, an extension aside, so that all spellings are one;
 * else its digits with a leading plus, as they were always compared. Empty where there are no digits.
 */
export function phoneKey(text: string, defaultRegion: string | null): string {
  const parsed = parse(text, defaultRegion);
  return parsed?.isValid() ? parsed.number : digitsKey(text);
}

/**
 * What a gateway calls a number, as it is compared: it names the country of each, and some leave the plus out; what is no
 * number of any country, a short one say, stays as it is.
 */
export function gatewayNumber(text: string): string {
  const key = phoneKey(text, null);
  const full = parse(`+${key}`, null);
  return !key.startsWith('+') && full?.isValid() ? full.number : key;
}

/** Every key under which a number may stand on a list: by today's rule, and by its digits as older entries have it. */
export function phoneKeys(text: string, defaultRegion: string | null): string[] {
  return [...new Set([phoneKey(text, defaultRegion), digitsKey(text)])];
}

/** Whether the key of a text depends on the region: it does not say its country itself. */
export function isNationalPhone(text: string): boolean {
  return !parse(text, null)?.isValid();
}

function digitsKey(text: string): string {
  return text.replace(/[^0-9+]/g, '');
}

function problemOf(text: string, defaultRegion: string | null): PhoneProblem {
  const saysCountry = /^\s*(?:tel:)?\s*\+/i.test(text.normalize('NFKC'));
  return defaultRegion === null && !saysCountry ? 'national' : 'none';
}

function parse(text: string, defaultRegion: string | null) {
  const region = defaultRegion !== null && isSupportedCountry(defaultRegion) ? defaultRegion : undefined;
  // Full-width digits and plus signs, as keyboards in Japan write them.
  return parsePhoneNumberFromString(text.normalize('NFKC'), region);
}
