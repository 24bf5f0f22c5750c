import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';

/** Where a value begins; both count from 1. */
export interface Place {
  line: number;
  column: number;
}

/** What is wrong with a text, at which value of it: `steps[2].subject`; empty: the document. */
export interface YamlProblem extends Place {
  path: string;
  message: string;
}

/** A document as plain values, with where each of them stands. */
export interface ReadYaml {
  value: unknown;
  /** By path, `steps[2].subject`. */
  places: ReadonlyMap<string, Place>;
  problems: YamlProblem[];
}

/** How many values may still be read: aliases repeat what they stand for, so that few lines can mean billions. */
export interface YamlBudget {
  values: number;
}

/** PostgreSQL stores neither NUL nor half of a surrogate pair; an escape can write either. */
const UNSTORABLE = /[\u0000\p{Surrogate}]/u;
/** Nothing that is set up has more levels; aliases of themselves have no end. */
const MAX_DEPTH = 30;
const START: Place = { line: 1, column: 1 };

/**
 * Reads one document of YAML 1.2: plain values only, no tags, no repeated keys. Everything that is wrong is said with its
 * place; then the values are not to be used.
 */
export function readYaml(text: string, budget: YamlBudget): ReadYaml {
  const lines = new LineCounter();
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  let document: Document.Parsed;
  try {
    document = parseDocument(text, {
      ...({ version: '1.2', schema: 'core', logLevel: 'error' } as const),
      stringKeys: true,
      prettyErrors: false,
      lineCounter: lines,
    });
  } catch {
    return { value: null, places: new Map(), problems: [{ path: '', message: TOO_DEEP, ...START }] };
  }
  const problems = [...document.errors, ...document.warnings].map((error) => ({
    path: '',
    message: wordsOf(error),
    ...placeAt(error.pos[0]),
  }));
  if (problems.length > 0) return { value: null, places: new Map(), problems };
  return new Values(document, budget, placeAt).read();
}

const TOO_DEEP = 'cannot be read: is it nested too deeply?';

/** The library's words where they serve people, ours where they do not. */
function wordsOf({ code, message }: { code: string; message: string }): string {
  switch (code) {
    case 'DUPLICATE_KEY':
      return 'this key stands here twice';
    case 'MULTIPLE_DOCS':
      return 'a file holds one document: put the others into files of their own';
    case 'TAG_RESOLVE_FAILED':
      return 'tags are not read here';
    default:
      return `is no YAML: ${message.charAt(0).toLowerCase()}${message.slice(1)}`;
  }
}

class Values {
  readonly #document: Document.Parsed;
  readonly #budget: YamlBudget;
  readonly #placeAt: (offset: number) => Place;
  readonly #places = new Map<string, Place>();
  readonly #problems: YamlProblem[] = [];
  #depth = 0;

  constructor(document: Document.Parsed, budget: YamlBudget, placeAt: (offset: number) => Place) {
    this.#document = document;
    this.#budget = budget;
    this.#placeAt = placeAt;
  }

  read(): ReadYaml {
    const value = this.#valueOf(this.#document.contents, '', START);
    return { value, places: this.#places, problems: this.#problems };
  }

  #valueOf(node: unknown, path: string, around: Place): unknown {
    const place =
      (isScalar(node) || isAlias(node) || path.endsWith(']') ? this.#placeOf(node) : null) ?? around;
    this.#places.set(path, place);
    this.#budget.values -= 1;
    if (this.#budget.values < 0) {
      if (this.#budget.values === -1)
        this.#refuse(path, place, 'holds too much, or its aliases stand for too much');
      return null;
    }
    if (this.#depth > MAX_DEPTH) {
      this.#refuse(path, place, TOO_DEEP);
      return null;
    }
    this.#depth += 1;
    try {
      return this.#valueWithin(node, path, place);
    } finally {
      this.#depth -= 1;
    }
  }

  #valueWithin(node: unknown, path: string, place: Place): unknown {
    if (isAlias(node)) return this.#valueOf(this.#meant(node, path, place), path, place);
    if ((node as Node | null)?.tag) this.#refuse(path, place, 'tags are not read here');
    if (isMap(node)) {
      const entries = node.items.map(({ key, value }): [string, unknown] => {
        const name = String(isScalar(key) ? key.value : key);
        const at = path === '' ? name : `${path}.${name}`;
        // A list or an object is found by its key.
        return [name, this.#valueOf(value, at, this.#placeOf(key) ?? place)];
      });
      return Object.fromEntries(entries);
    }
    if (isSeq(node)) return node.items.map((item, index) => this.#valueOf(item, `${path}[${index}]`, place));
    const value = isScalar(node) ? node.value : null;
    if (typeof value === 'string' && UNSTORABLE.test(value))
      this.#refuse(path, place, 'holds text that is not valid Unicode');
    return value;
  }

  #meant(
    alias: { resolve(document: Document.Parsed): Node | undefined },
    path: string,
    place: Place,
  ): unknown {
    const meant = alias.resolve(this.#document);
    if (meant === undefined) this.#refuse(path, place, 'is an alias of nothing that stands before it');
    return meant ?? null;
  }

  #placeOf(node: unknown): Place | null {
    const range = (node as Node | null)?.range;
    return range ? this.#placeAt(range[0]) : null;
  }

  #refuse(path: string, place: Place, message: string): void {
    this.#problems.push({ path, message, ...place });
  }
}
