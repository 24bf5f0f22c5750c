import sanitize, { type Attributes, type IOptions, type Tag } from 'sanitize-html';
import { cleanText, cutAt, TURNS } from './clean-text.ts';
import { flattenHtml } from './flatten-html.ts';
import { READ_LIMITS } from './read-limits.ts';

/** What a letter is made of: words, lists, tables. Nothing that asks, runs, embeds or reaches out. */
const TAGS = (
  'a abbr address b bdi bdo big blockquote br caption center cite code col colgroup dd del dfn div dl dt em figcaption figure ' +
  'font h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp section article header footer main aside ' +
  'small span strike strong sub sup table tbody td tfoot th thead time tr tt u ul var wbr'
).split(' ');
/** Elements whose content is no text of the letter. */
const NO_TEXT = (
  'script style textarea option select noscript title xmp noembed noframes template svg math object applet iframe audio ' +
  'video head plaintext'
).split(' ');

const COLOR = /^(?:#[0-9a-f]{3,8}|[a-z]{3,25}|rgba?\([\d\s.,%/]{1,40}\)|hsla?\([\d\s.,%/deg]{1,40}\))$/i;
const LENGTH = String.raw`-?\d{1,4}(?:\.\d{1,4})?(?:px|pt|em|rem|ex|ch|in|cm|mm|pc|%)?`;
const POSITIVE = String.raw`\d{1,4}(?:\.\d{1,4})?(?:px|pt|em|rem|ex|ch|in|cm|mm|pc|%)?`;
const SPACES = new RegExp(`^(?:${POSITIVE}|auto)(?: (?:${POSITIVE}|auto)){0,3}$`, 'i');
const SIZE = new RegExp(`^(?:${POSITIVE}|auto|none)$`, 'i');
/** Nothing is made too small to be seen: what is judged can be read by whoever looks at it. */
const FONT_SIZE =
  /^(?:(?:[6-9]|[1-9]\d)(?:\.\d{1,4})?(?:px|pt)|(?:0?\.[5-9]\d{0,3}|[1-9](?:\.\d{1,4})?)r?em|[5-9]\d(?:\.\d{1,4})?%|[1-4]\d\d%|(?:x{1,2}-)?(?:small|large)|medium|smaller|larger)$/i;
const WORD = /^[a-z-]{1,30}$/i;
const BORDER =
  /^(?:(?:\d{1,2}(?:\.\d{1,4})?(?:px|pt|em)?|thin|medium|thick|none|hidden|solid|dashed|dotted|double|groove|ridge|inset|outset|[a-z]{3,20}|#[0-9a-f]{3,8}|rgba?\([\d\s.,%]{1,40}\))(?: (?!$)|$)){1,3}$/i;

const STYLES: Record<string, RegExp[]> = {
  color: [COLOR],
  'background-color': [COLOR],
  'font-family': [/^[\p{L}\d\s"',-]{1,200}$/u],
  'font-size': [FONT_SIZE],
  'font-style': [WORD],
  'font-weight': [/^(?:[a-z]{4,10}|[1-9]00)$/i],
  'line-height': [new RegExp(`^(?:${POSITIVE}|normal)$`, 'i')],
  'text-align': [WORD],
  'text-decoration': [/^[a-z -]{1,40}$/i],
  'text-indent': [new RegExp(`^${LENGTH}$`, 'i')],
  'text-transform': [WORD],
  'vertical-align': [WORD],
  'white-space': [WORD],
  'word-break': [WORD],
  'list-style-type': [WORD],
  'border-collapse': [WORD],
  'border-color': [COLOR],
  width: [SIZE],
  'max-width': [SIZE],
  height: [SIZE],
  direction: [/^(?:ltr|rtl)$/i],
  ...Object.fromEntries(
    ['', '-top', '-right', '-bottom', '-left'].flatMap((side) => [
      [`padding${side}`, [SPACES]],
      [`margin${side}`, [SPACES]],
      [`border${side}`, [BORDER]],
    ]),
  ),
};

/** Where a link may lead: out, into a window that knows nothing of ours. */
const LINK = /^(?:https?:\/\/|mailto:|tel:)/i;
const IMAGE = /^(?:cid:[^\s"<>]{1,300}|data:image\/(?:png|jpe?g|gif|webp);base64,[a-z0-9+/=\s]+)$/i;
/** An address decides where it leads without these, and so do we. */
const IGNORED = /[\0-\x20\x7f]/g;

const OPTIONS: IOptions = {
  allowedTags: TAGS,
  nonTextTags: NO_TEXT,
  disallowedTagsMode: 'discard',
  allowedAttributes: {
    '*': ['style', 'dir', 'lang', 'title', 'align', 'valign', 'width', 'height', 'bgcolor'],
    a: ['href', 'target', 'rel'],
    img: ['src', 'alt'],
    table: ['border', 'cellpadding', 'cellspacing'],
    td: ['colspan', 'rowspan', 'nowrap'],
    th: ['colspan', 'rowspan', 'nowrap', 'scope'],
    col: ['span'],
    colgroup: ['span'],
    ol: ['start', 'type', 'reversed'],
    li: ['value'],
    font: ['color', 'face', 'size'],
    time: ['datetime'],
  },
  allowedStyles: { '*': STYLES },
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  allowedSchemesByTag: { img: ['cid', 'data'] },
  allowProtocolRelative: false,
  transformTags: { a: linkOf, img: imageOf },
};

/**
 * HTML of a mail as it may be shown (issue: whoever shows it still serves it as a page of its own, under a policy without
 * scripts): no scripts, forms, frames, style sheets or classes, nothing that is fetched when it is shown, no text that is
 * hidden. Images that came with the mail stay as `cid:` for whoever serves them, remote ones are replaced by what they are
 * said to show. Links open elsewhere.
 */
export function safeHtmlOf(html: string): string {
  const bounded = cutAt(cleanText(html).replace(TURNS, ''), READ_LIMITS.htmlLength);
  return sanitize(flattenHtml(bounded), OPTIONS);
}

function linkOf(_: string, { href = '', title }: Attributes): Tag {
  const target = href.replace(IGNORED, '');
  if (!LINK.test(target)) return { tagName: 'a', attribs: {} };
  return {
    tagName: 'a',
    attribs: { href: target, target: '_blank', rel: 'noopener noreferrer nofollow', ...(title && { title }) },
  };
}

function imageOf(_: string, attribs: Attributes): Tag {
  const { src = '', alt = '' } = attribs;
  if (IMAGE.test(src.trim())) return { tagName: 'img', attribs: { ...attribs, src: src.trim() } };
  const words = alt.trim();
  return { tagName: 'span', attribs: {}, ...(words !== '' && { text: `[${words}]` }) };
}
