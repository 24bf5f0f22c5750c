import { Parser } from 'htmlparser2';
import type { LinkKind } from '../../contracts/sending/kinds.ts';
import type { Tracking } from '../../contracts/sending/tracking.ts';
import { escapeHtml } from '../rendering/template.ts';

/** The two parts of a mail. */
export interface MailWords {
  html: string;
  text: string;
}

/** How one message is tracked (T1), as the ledger keeps it; null where nothing of it is. */
export interface TrackedMail {
  /** Its HTML part has the picture. */
  opens: boolean;
  /** The links that lead over us, in their order; a link that stands several times is one. */
  links: string[];
}

/** Longer ones stay as they are: over us they are a third longer, and some programs cut them. */
const MAX_LINK_CHARACTERS = 1_500;

/** What a message is tracked by, and what of it is left alone. */
export interface TrackMail {
  tracking: Tracking;
  words: MailWords;
  unsubscribeUrl: string;
  /** Of which it may name the links to pay and to the document. */
  invoices: readonly { payUrl: string | null; pdfUrl: string | null }[];
}

/** Which links of a mail lead over us, and whether it has the picture; null: it leaves as it was written. */
export function trackedMailOf({ tracking, words, unsubscribeUrl, invoices }: TrackMail): TrackedMail | null {
  if (!tracking.opens && !tracking.clicks) return null;
  const leftAlone = [unsubscribeUrl, ...tracking.leaveAlone.flatMap((kind) => invoices.map(LINK_OF[kind]))];
  const isLeftAlone = (url: string) => leftAlone.some((link) => link !== null && leadsTo(url, link));
  const links = tracking.clicks ? linksIn(words).filter((url) => !isLeftAlone(url)) : [];
  return tracking.opens || links.length > 0 ? { opens: tracking.opens, links } : null;
}

const LINK_OF: Record<LinkKind, (invoice: TrackMail['invoices'][number]) => string | null> = {
  payment: ({ payUrl }) => payUrl,
  document: ({ pdfUrl }) => pdfUrl,
};

/** The same address, or the same with something added behind it. */
function leadsTo(url: string, link: string): boolean {
  return url === link || (url.startsWith(link) && /^[/?#&]/.test(url.slice(link.length)));
}

/** The web addresses that a reader can click on, each once, those of the HTML part first. */
function linksIn({ html, text }: MailWords): string[] {
  const anchors = anchorsIn(html).map(({ url }) => url);
  const written = addressesIn(text).map(({ url }) => url);
  return [...new Set([...anchors, ...written])];
}

/** What a copy of a mail has in place of links, by what stood there, and where its picture is; null: it has none. */
export interface CopyLinks {
  clickUrls: ReadonlyMap<string, string>;
  pixelUrl: string | null;
}

/** The words of one copy: every tracked link, where it stands for itself, leads over us. Everything else stays, byte for byte. */
export function withTrackedLinks({ html, text }: MailWords, { clickUrls, pixelUrl }: CopyLinks): MailWords {
  const tracked = replaced(html, anchorsIn(html), (url) => {
    const own = clickUrls.get(url);
    return own === undefined ? null : `href="${escapeHtml(own)}"`;
  });
  return {
    html: pixelUrl === null ? tracked : withPixel(tracked, pixelUrl),
    text: replaced(text, addressesIn(text), (url) => clickUrls.get(url) ?? null),
  };
}

function withPixel(html: string, url: string): string {
  const pixel = `<img src="${escapeHtml(url)}" width="1" height="1" alt="" style="display:block;border:0">`;
  const end = html.search(/<\/body\s*>/i);
  return end < 0 ? `${html.trimEnd()}\n${pixel}\n` : `${html.slice(0, end)}${pixel}\n${html.slice(end)}`;
}

/** A web address in a text, and what is replaced with it. */
interface Found {
  url: string;
  start: number;
  end: number;
}

/** Puts something else in the places for which there is something. */
function replaced(text: string, places: readonly Found[], insteadOf: (url: string) => string | null): string {
  let from = 0;
  const parts: string[] = [];
  for (const { url, start, end } of places) {
    const instead = insteadOf(url);
    if (instead === null) continue;
    parts.push(text.slice(from, start), instead);
    from = end;
  }
  return parts.join('') + text.slice(from);
}

/** The `href` attributes of links; those that lead nowhere in the web are none. */
function anchorsIn(html: string): Found[] {
  const found: Found[] = [];
  let isLink = false;
  const parser = new Parser({
    onopentagname: (name) => {
      isLink = name === 'a' || name === 'area';
    },
    onattribute: (name, value) => {
      const url = value.trim();
      if (!isLink || name !== 'href' || !isTrackable(url)) return;
      found.push({ url, start: parser.startIndex, end: parser.endIndex });
    },
  });
  parser.end(html);
  return found;
}

/** Matches an address in a text as far as one may go. */
const WEB_ADDRESS = /https?:\/\/[^\s<>"]+/gi;

function addressesIn(text: string): Found[] {
  return [...text.matchAll(WEB_ADDRESS)].flatMap(({ 0: raw, index }) => {
    if (raw.length > 2 * MAX_LINK_CHARACTERS) return [];
    // In angle brackets all of it is the address.
    const isWhole = text[index - 1] === '<' && text[index + raw.length] === '>';
    const url = isWhole ? raw : withoutPunctuation(raw);
    return isTrackable(url) ? [{ url, start: index, end: index + url.length }] : [];
  });
}

const OPENING: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/** Without what ends a sentence, or a bracket that was opened before the address. */
function withoutPunctuation(raw: string): string {
  let url = raw;
  for (;;) {
    const last = url.at(-1) ?? '';
    const opening = OPENING[last];
    const isOutside = opening !== undefined && url.split(opening).length < url.split(last).length;
    if (!isOutside && !/[.,;:!?'`*]/.test(last)) return url;
    url = url.slice(0, -1);
  }
}

function isTrackable(url: string): boolean {
  return url.length <= MAX_LINK_CHARACTERS && /^https?:\/\/[^\s\p{Cc}]+$/iu.test(url) && URL.canParse(url);
}
