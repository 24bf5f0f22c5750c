import { compile } from 'html-to-text';
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

/** Whether a body is HTML. One without any tag is plain text: somebody typed it into a box. */
export function isHtml(body: string): boolean {
  if (/<!(?:--|doctype)/i.test(body)) return true;
  // Two searches, since one pattern for both reads the rest of a long text again at each `<`.
  const start = body.search(/<\/?[a-z]/i);
  return start >= 0 && body.includes('>', start);
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

/** Adds the unsubscribe link as a small last line, unless the text part shows it already. */
export function withTextFooter(text: string, unsubscribeUrl: string): string {
  if (text.includes(unsubscribeUrl)) return text;
  return `${text.trimEnd()}\n\nUnsubscribe: ${unsubscribeUrl}\n`;
}

/** Adds the unsubscribe link as a small last line, unless the HTML part shows it already. */
export function withHtmlFooter(html: string, unsubscribeUrl: string): string {
  const url = escapeHtml(unsubscribeUrl);
  if (html.includes(url)) return html;
  const footer = `<p style="font-size:12px;color:#666666"><a href="${url}" style="color:#666666">Unsubscribe</a></p>`;
  const end = html.search(/<\/body\s*>/i);
  return end < 0 ? `${html.trimEnd()}\n${footer}\n` : `${html.slice(0, end)}${footer}\n${html.slice(end)}`;
}
