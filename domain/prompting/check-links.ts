import { faultOf, type Fault } from './fault.ts';
import { masked } from './plain-characters.ts';

/** Addresses a text may show. */
export interface OwnAddresses {
  links: ReadonlySet<string>;
  emails: readonly string[];
  /** Names that may look like a domain, such as Booking.com. */
  names: readonly string[];
}

const LINK = /[a-z][a-z0-9+.-]*:\/\/[^\s<>"]*/giu;
const OTHER_SCHEME = /(?<!\p{L})(?:mailto|tel|sms|javascript|data|file|ftp):\S+/giu;
const EMAIL = /[^\s<>()",;:]*@[^\s<>()",;:]*/gu;
/** Without a scheme: mail programs make links of them. A capital after the dot begins a sentence or ends "z.Hd.". */
const DOMAIN =
  /(?<![\p{L}\p{N}@.-])(?:[\p{L}\p{N}-]+\.)+(?:\p{Ll}{2,24}|\p{Lu}{2,24})(?![\p{L}\p{N}.-]*[\p{L}\p{N}])\/?\S*/gu;
/** Ends a sentence, not an address. */
const CLOSING_MARKS = /[.,;:!?)\]}'"*_]+$/;

/** Judges web and email addresses: only those that were given may appear, letter by letter. */
export function checkLinks(text: string, own: OwnAddresses): Fault[] {
  const faults: Fault[] = [];
  const judge = (pattern: RegExp, code: Fault['code'], isOwn: (found: string) => boolean) => {
    for (const [found] of rest.matchAll(pattern)) {
      const address = found.replace(CLOSING_MARKS, '');
      if (!isOwn(address)) faults.push(faultOf(code, address));
    }
    rest = masked(rest, pattern);
  };
  const emails = own.emails.map((email) => email.toLowerCase());
  const names = own.names.map((name) => name.toLowerCase());
  const isOwnDomain = (domain: string) =>
    emails.some((email) => email.endsWith(`@${domain}`)) || names.some((name) => name.includes(domain));
  let rest = text;
  judge(LINK, 'link', (link) => own.links.has(link));
  judge(OTHER_SCHEME, 'link', () => false);
  judge(EMAIL, 'address', (email) => email === '@' || emails.includes(email.toLowerCase()));
  judge(DOMAIN, 'link', (domain) => isOwnDomain(domain.toLowerCase()));
  return faults;
}
