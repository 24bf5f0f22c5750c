import { Parser } from 'htmlparser2';

/** What is wrong in HTML, and where: the offset in it. */
export interface HtmlProblem {
  offset: number;
  message: string;
}

/**
 * Elements inside each other that HTML may have: several times what mail programs write, and far from what any library
 * needs a deep stack for, so that it means the same on every machine.
 */
export const MAX_HTML_DEPTH = 200;

/** Attributes whose value a reader's program opens or loads. */
const LINKS = new Set([
  'href',
  'src',
  'action',
  'formaction',
  'background',
  'poster',
  'cite',
  'data',
  'xlink:href',
]);

const SCHEMES = new Set(['http', 'https', 'mailto', 'tel']);

/** Pictures in the mail itself, as signatures have them: nothing in them runs. */
const INLINE_PICTURE = /^data:image\/(?:png|jpe?g|gif|webp)[;,]/i;

/**
 * What keeps HTML from leaving: elements too deep inside each other, which no library turns into text, and links that
 * lead elsewhere than the web, to an address or to a telephone. One problem of each kind at most: the first.
 *
 * @param maxDepth more for what is put together of several texts
 */
export function findHtmlProblems(html: string, maxDepth = MAX_HTML_DEPTH): HtmlProblem[] {
  let depth = 0;
  let tooDeep: HtmlProblem | null = null;
  let foreign: HtmlProblem | null = null;
  const parser = new Parser({
    onopentag: (_name, attributes) => {
      depth += 1;
      const offset = parser.startIndex;
      if (depth > maxDepth) {
        tooDeep ??= { offset, message: `More than ${maxDepth} elements stand inside each other here` };
      }
      foreign ??= foreignLink(attributes, offset);
    },
    onclosetag: () => {
      depth -= 1;
    },
  });
  parser.end(html);
  return [tooDeep, foreign].filter((problem) => problem !== null);
}

function foreignLink(attributes: Record<string, string>, offset: number): HtmlProblem | null {
  for (const [name, value] of Object.entries(attributes)) {
    if (!LINKS.has(name.toLowerCase())) continue;
    const scheme = schemeOf(value);
    if (scheme === null || SCHEMES.has(scheme)) continue;
    if (name === 'src' && INLINE_PICTURE.test(value.trim())) continue;
    return { offset, message: `${name} leads to ${scheme}: only http, https, mailto and tel may stand here` };
  }
  return null;
}

/** The scheme as a browser reads it: spaces before it and line breaks inside do not hide it. Null: there is none. */
function schemeOf(address: string): string | null {
  const read = address.replace(/^[\u0000-\u0020]+|[\t\n\r]/g, '');
  return /^([a-z][a-z0-9+.-]*):/i.exec(read)?.[1]?.toLowerCase() ?? null;
}
