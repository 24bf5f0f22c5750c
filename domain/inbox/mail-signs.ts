import type { MailPerson, ReadMail } from './read-mail.ts';

/** Every value of a header, in the order of the mail. */
export const valuesOf = (mail: Pick<ReadMail, 'headers'>, name: string): string[] =>
  mail.headers.filter((header) => header.name === name).map(({ value }) => value.trim());

/** The first value of a header; null: it has none. */
export const valueOf = (mail: Pick<ReadMail, 'headers'>, name: string): string | null =>
  valuesOf(mail, name)[0] ?? null;

/** Parts of a mail server that write reports. */
const DAEMON_ADDRESS =
  /^(?:mailer-?daemon|mail-?daemon|post\.?master|mdaemon|daemon|bounces?|mail(?:er)?-?(?:delivery|system|subsystem)(?:[-_.]?(?:system|subsystem|service))?|microsoftexchange[0-9a-f]+|delivery[-_.](?:system|failure|reports?|status)|amavis(?:d)?|system-?administrator)(?:[+=][^@]*)?@/i;
const DAEMON_NAME =
  /mail(?:er)? ?(?:delivery|daemon)|delivery (?:system|subsystem|service|status|agent|notification)|mailer-daemon|postmaster|mail administrator|system administrator|internet mail delivery|content filter|amavis|mail router|postmeister|zustell/i;

/** Whether a mail server wrote it, going by its From. */
export function isFromDaemon({ from, sender }: Pick<ReadMail, 'from' | 'sender'>): boolean {
  return [from, sender].some(
    (person) =>
      person !== null && (DAEMON_ADDRESS.test(person.address) || DAEMON_NAME.test(person.name ?? '')),
  );
}

/** `<>`: nobody is to answer, as reports and programs send it. */
export function hasNullSender(mail: Pick<ReadMail, 'headers' | 'returnPath'>): boolean {
  const envelope = valueOf(mail, 'x-envelope-from') ?? valueOf(mail, 'envelope-from');
  return (
    mail.returnPath === '' || (mail.returnPath === null && envelope !== null && /^<?\s*>?$/.test(envelope))
  );
}

// Begins only where a word does: a long row of letters is read once.
const ADDRESS =
  /(?<![\p{L}\d!#$%&'*+/=?^_`{|}~.-])[\p{L}\d!#$%&'*+/=?^_`{|}~.-]{1,80}@(?:[\p{L}\d-]{1,63}\.){1,8}[\p{L}\d-]{2,63}/gu;

/** Addresses in a text, lower case, in its order, each once, at most `most`. */
export function addressesIn(text: string, most: number): string[] {
  const found = [...text.matchAll(ADDRESS)].map(([address]) =>
    address.replace(/^['`=]+|\.+$/g, '').toLowerCase(),
  );
  return [...new Set(found)].slice(0, most);
}

/** Addresses of people, lower case. */
export const addressesOf = (people: readonly (MailPerson | null)[]): string[] =>
  people.flatMap((person) =>
    person === null || person.address === '' ? [] : [person.address.toLowerCase()],
  );

/** Headers in which servers keep whom the envelope named. */
export const ENVELOPE = ['delivered-to', 'x-original-to', 'envelope-to', 'x-envelope-to', 'x-forwarded-to'];

/** Every address that a mail was sent to, the envelope's included. */
export function recipientsOf(mail: ReadMail): string[] {
  const envelope = ENVELOPE.flatMap((name) => valuesOf(mail, name).flatMap((value) => addressesIn(value, 5)));
  return [...new Set([...addressesOf([...mail.to, ...mail.cc]), ...envelope])];
}

const CLIENT =
  /thunderbird|outlook(?! ?web rules)|apple mail|iphone mail|ipad mail|mutt|evolution|k-?9|emclient|em client|the bat|roundcube|horde|claws|kmail|mailbird|spark|airmail|postbox|foxmail|becky|shuriken|squirrelmail|rainloop|sogo|groupwise (?:client|web)|lotus notes|hcl notes|open-xchange|zimbra|alpine|pegasus|blackberry|fairemail|nine|yahoomail|bluemail|canary|geary|sylpheed/i;

/** Whether somebody's own mail program wrote it, going by what it says of itself. */
export const hasMailProgram = (mail: Pick<ReadMail, 'headers'>): boolean =>
  ['x-mailer', 'user-agent'].some((name) => valuesOf(mail, name).some((value) => CLIENT.test(value)));
