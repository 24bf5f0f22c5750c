/** What a mail shows: its HTML, which was made safe when it came, or its text, and its own pictures. */
export interface ShownMail {
  html: string | null;
  text: string;
  pictures: readonly { contentId: string; contentType: string; content: Uint8Array }[];
}

/**
 * What a page with a mail in it may do: show styles and pictures that are in it, and open links elsewhere. It runs nothing,
 * loads nothing, sends nothing, and is a stranger to whoever serves it.
 */
export const MAIL_PAGE_POLICY =
  "default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; " +
  "frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox";

/** Kinds of pictures that are shown; others (SVG among them) may hold more than a picture. */
const PICTURES: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);
const MOST_PICTURE_BYTES = 1024 * 1024;
const MOST_PICTURES_BYTES = 5 * 1024 * 1024;

/** A page that shows a mail (I2): nothing in it comes from elsewhere. */
export function mailPage({ html, text, pictures }: ShownMail): string {
  const body = html === null ? `<pre>${escaped(text)}</pre>` : withPictures(html, pictures);
  return (
    '<!doctype html><html><head><meta charset="utf-8"><meta name="referrer" content="no-referrer">' +
    '<base target="_blank"><title></title>' +
    '<style>pre{white-space:pre-wrap;overflow-wrap:anywhere}img{max-width:100%}</style></head>' +
    `<body>${body}</body></html>`
  );
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => ENTITIES[character]!);

/** Puts the pictures of the mail where it names them; the others stay unseen. */
function withPictures(html: string, pictures: ShownMail['pictures']): string {
  const known = new Map<string, string>();
  let left = MOST_PICTURES_BYTES;
  for (const { contentId, contentType, content } of pictures) {
    if (!PICTURES.has(contentType) || content.byteLength > Math.min(MOST_PICTURE_BYTES, left)) continue;
    left -= content.byteLength;
    known.set(bare(contentId), `data:${contentType};base64,${Buffer.from(content).toString('base64')}`);
  }
  return html.replace(/(\ssrc=")cid:([^"]{1,900})"/gi, (_whole, before: string, contentId: string) => {
    return `${before}${known.get(bare(unescaped(contentId))) ?? 'data:,'}"`;
  });
}

const bare = (contentId: string): string => contentId.replace(/^<|>$/g, '').toLowerCase();

function unescaped(contentId: string): string {
  const plain = contentId.replaceAll('&amp;', '&');
  try {
    return decodeURIComponent(plain);
  } catch {
    return plain;
  }
}
