import { compile } from 'html-to-text';
import type { Language } from '../../contracts/kinds.ts';
import { UNSUBSCRIBE_WORDS } from './letters/unsubscribe-words.ts';
import { escapeHtml } from './template.ts';

/** The plain text of an HTML body: links keep their address, images and styles go, lines are not wrapped. */
export const textOfHtml: (html: string) => string = compile({
  wordwrap: false,
  selectors: [
    { selector: 'a', options: { hideLinkHrefIfSameAsText: true, linkBrackets: ['<', '>'] } },
    { selector: 'img', format: 'skip' },
    { selector: 'head', format: 'skip' },
    { selector: 'style', format: 'skip' },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
  ],
});

/** Elements that a mail may be written with. Anything else between angle brackets is somebody's text. */
const ELEMENTS =
  'a|abbr|b|big|blockquote|body|br|button|caption|center|code|col|colgroup|dd|del|div|dl|dt|em|font|footer|h[1-6]|head|header|hr|html|i|img|ins|li|link|main|mark|meta|ol|p|pre|s|section|small|span|strike|strong|style|sub|sup|table|tbody|td|tfoot|th|thead|title|tr|tt|u|ul';
/** Elements whose names nobody writes between angle brackets for anything else. */
const CERTAIN = 'blockquote|br|div|em|h[1-6]|hr|html|li|ol|pre|span|strong|table|tbody|td|th|thead|tr|ul';
const ATTRIBUTE = String.raw`\s+[a-z][\w:-]*\s*=\s*(?:"[^"<>]*"|'[^'<>]*'|[^\s"'<>]+)`;
/** What makes a text HTML: an end tag, an element with attributes that have values, a certain one, one that begins a line. */
const MARKUP = new RegExp(
  [
    '<!(?:--|doctype)',
    String.raw`</(?:${ELEMENTS})\s*>`,
    String.raw`<(?:${ELEMENTS})${ATTRIBUTE}`,
    String.raw`<(?:${CERTAIN})\s*/?>`,
    String.raw`^[ \t]*<(?:b|i|p|u)\s*>`,
  ].join('|'),
  'im',
);

/**
 * Whether a body is HTML. One is, where somebody wrote it as such: an address in angle brackets or `a<b and c>d` in what a
 * person typed is text (M2).
 */
export function isHtml(body: string): boolean {
  return body.includes('<') && MARKUP.test(body);
}

/** HTML of plain text: escaped, blank lines make paragraphs, line breaks stay, web addresses become links. */
export function htmlOfText(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .trim()
    .split(/\n[ \t]*\n\s*/)
    .map((paragraph) => `<p>${paragraph.split('\n').map(linkify).join('<br>\n')}</p>`)
    .join('\n');
}

/** Matches an address up to the punctuation that ends a sentence. */
const WEB_ADDRESS = /(https?:\/\/[^\s<>"]*[^\s<>"'`.,;:!?)\]}])/i;

function linkify(line: string): string {
  // Splitting by a capturing group puts the addresses at the odd places.
  return line
    .split(WEB_ADDRESS)
    .map((part, index) => {
      const escaped = escapeHtml(part);
      return index % 2 === 1 ? `<a href="${escaped}">${escaped}</a>` : escaped;
    })
    .join('');
}

/** How a mail lets its reader go: the link, empty for one of our own people, who has none; and the language that it is said in. */
export interface WayOut {
  unsubscribeUrl: string;
  language: Language;
}

/** Adds the unsubscribe link as a small last line, unless the text part shows it already. */
export function withTextFooter(text: string, { unsubscribeUrl, language }: WayOut): string {
  // An empty link is in every text.
  if (text.includes(unsubscribeUrl)) return text;
  const { unsubscribe, colon } = UNSUBSCRIBE_WORDS[language];
  return `${text.trimEnd()}\n\n${unsubscribe}${colon}${unsubscribeUrl}\n`;
}

/** Adds the unsubscribe link as a small last line, unless the HTML part shows it already. */
export function withHtmlFooter(html: string, { unsubscribeUrl, language }: WayOut): string {
  const url = escapeHtml(unsubscribeUrl);
  const { unsubscribe } = UNSUBSCRIBE_WORDS[language];
  if (html.includes(url)) return html;
  const footer = `<p style="font-size:12px;color:#666666"><a href="${url}" style="color:#666666">${unsubscribe}</a></p>`;
  const end = html.search(/<\/body\s*>/i);
  return end < 0 ? `${html.trimEnd()}\n${footer}\n` : `${html.slice(0, end)}${footer}\n${html.slice(end)}`;
}
