/** Nobody's letter is deeper: tables within tables within quotes. */
const MAX_DEPTH = 200;
/** Of quotes: each puts two signs before every line of it. */
const MAX_QUOTES = 12;
/** Of elements that end by themselves: what was never closed adds up over a long letter. */
const MAX_UNCLOSED = 400;
/** The deepest that the result can be. */
export const FLAT_DEPTH = MAX_DEPTH + MAX_UNCLOSED;

const TAG_START = /<(\/?)([a-z][^\s/>]*)/gi;
const VOID =
  /^(?:area|base|basefont|br|col|command|embed|frame|hr|img|input|isindex|keygen|link|meta|param|source|track|wbr)$/;
const ENDS_BY_ITSELF = /^(?:p|li|td|th|tr|dt|dd|tbody|option|rt|rp)$/;

/**
 * HTML whose elements are nested no deeper than anybody nests them: what would lie deeper becomes a line break. Parsers take
 * time that grows with the square of the depth, and recursive walks take the stack. Takes time by length only; overestimates
 * the depth of what is broken, never underestimates it.
 */
export function flattenHtml(html: string): string {
  const depth = new OpenElements();
  const kept: string[] = [];
  let done = 0;
  TAG_START.lastIndex = 0;
  for (let start = TAG_START.exec(html); start !== null; start = TAG_START.exec(html)) {
    const [, slash, name = ''] = start;
    const end = html.indexOf('>', TAG_START.lastIndex);
    if (end < 0) break;
    TAG_START.lastIndex = end + 1;
    if (slash === '/') depth.close(name.toLowerCase());
    else if (!depth.open(name.toLowerCase())) {
      kept.push(html.slice(done, start.index), '<br>');
      done = end + 1;
    }
  }
  return done === 0 ? html : kept.join('') + html.slice(done);
}

/** The elements that are open where one reads, at most. */
class OpenElements {
  private readonly counts = new Map<string, number>();
  private nested = 0;
  private unclosed = 0;

  /** Whether it may open here. */
  open(name: string): boolean {
    if (VOID.test(name)) return true;
    const byItself = ENDS_BY_ITSELF.test(name);
    const count = this.counts.get(name) ?? 0;
    if (byItself ? this.unclosed >= MAX_UNCLOSED : this.nested >= MAX_DEPTH) return false;
    if (name === 'blockquote' && count >= MAX_QUOTES) return false;
    this.counts.set(name, count + 1);
    if (byItself) this.unclosed += 1;
    else this.nested += 1;
    return true;
  }

  close(name: string): void {
    const count = this.counts.get(name) ?? 0;
    if (count === 0) return;
    this.counts.set(name, count - 1);
    if (ENDS_BY_ITSELF.test(name)) this.unclosed -= 1;
    else this.nested -= 1;
  }
}
