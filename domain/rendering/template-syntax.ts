import Mustache from 'mustache';

/** A parsed template. `offset` is where the tag starts in the source. */
export type SyntaxNode =
  | { kind: 'text'; text: string }
  | { kind: 'variable'; name: string; isUnescaped: boolean; offset: number }
  | { kind: 'section'; name: string; isInverted: boolean; offset: number; children: SyntaxNode[] }
  /** Mustache we don't support: a partial or a change of delimiters. */
  | { kind: 'unsupported'; what: 'partial' | 'delimiters'; offset: number };

/** Either the tree, or the first broken tag with the place where the parser gave up. */
export type ParsedTemplate =
  { ok: true; nodes: SyntaxNode[] } | { ok: false; offset: number; message: string };

/** `[type, value, start, end, children?]`; the type definitions of mustache are looser. */
type MustacheToken = [type: string, value: string, start: number, end: number, children?: MustacheToken[]];

/** Sections inside each other that a template may have: more than anybody can follow. */
const MAX_SECTION_DEPTH = 50;

const writer = new Mustache.Writer();
// Its own cache never forgets; compiled templates are cached by us.
(writer as unknown as { templateCache: unknown }).templateCache = undefined;

/** Parses with mustache.js, so that whitespace around sections falls exactly as everywhere else. */
export function parseTemplate(template: string): ParsedTemplate {
  try {
    const tokens = writer.parse(template, ['{{', '}}']) as unknown as MustacheToken[];
    const deep = firstBelow(tokens, MAX_SECTION_DEPTH);
    if (deep !== null) {
      const message = `More than ${MAX_SECTION_DEPTH} sections stand inside each other here`;
      return { ok: false, offset: deep, message };
    }
    return { ok: true, nodes: toNodes(tokens) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const place = / at (\d+)$/.exec(message);
    if (!place) return { ok: false, offset: 0, message };
    return { ok: false, offset: Number(place[1]), message: message.slice(0, place.index) };
  }
}

/** Line and column of an offset, both counted from 1. */
export function placeOf(template: string, offset: number): { line: number; column: number } {
  const before = template.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: offset - lineStart + 1 };
}

/** Where the first section begins that stands in so many others; null: there is none. Level by level, not by recursion. */
function firstBelow(tokens: MustacheToken[], depth: number): number | null {
  let level = tokens;
  for (let count = 0; count <= depth; count++) {
    level = level.flatMap(([, , , , children]) => children ?? []);
    if (level.length === 0) return null;
  }
  return level[0]![2];
}

function toNodes(tokens: MustacheToken[]): SyntaxNode[] {
  return tokens.flatMap(toNode);
}

function toNode([type, value, offset, , children]: MustacheToken): SyntaxNode[] {
  if (type === 'text') return [{ kind: 'text', text: value }];
  if (type === '!') return [];
  if (type === 'name' || type === '&') {
    return [{ kind: 'variable', name: value, isUnescaped: type === '&', offset }];
  }
  if (type === '#' || type === '^') {
    return [
      { kind: 'section', name: value, isInverted: type === '^', offset, children: toNodes(children ?? []) },
    ];
  }
  return [{ kind: 'unsupported', what: type === '>' ? 'partial' : 'delimiters', offset }];
}
