import type { FieldProblem } from '../../contracts/problems.ts';

/** The columns that one kind of file may have. Order is free, case does not matter. */
export interface ColumnSpec {
  required: readonly string[];
  optional: readonly string[];
  /** Columns of our own exports that only inform: taken without a word and not read. */
  informative?: readonly string[];
  /** Further columns are taken when they start with it, `property.` for example; the rest keeps its case. */
  prefix?: string;
}

/** Which column of a file is read as which of ours. `from` is its name, or its number from 1. */
export interface ColumnMapping {
  from: string | number;
  to: string;
}

/** Where the columns of a file stand, 0 the first. */
export interface ColumnPlaces {
  places: ReadonlyMap<string, number>;
  /** Number of columns of the header. */
  width: number;
  /** Columns that are not read, as the header names them. */
  ignored: readonly string[];
}

/** The places, or what is wrong with them; then no place may be used. */
export interface FoundColumns extends ColumnPlaces {
  problems: FieldProblem[];
}

/** Finds our columns in a header. Every column that is unknown, stands there twice or is missing is named. */
export function findColumns(
  header: readonly string[],
  spec: ColumnSpec,
  { line = 1, mapping }: { line?: number; mapping?: readonly ColumnMapping[] | undefined } = {},
): FoundColumns {
  const width = header.findLastIndex((name) => name.trim() !== '') + 1;
  const named = header.slice(0, width);
  return mapping ? mappedColumns(named, mapping, { spec, line }) : ownColumns(named, { spec, line });
}

interface HeaderOf {
  spec: ColumnSpec;
  line: number;
}

function ownColumns(header: readonly string[], { spec, line }: HeaderOf): FoundColumns {
  const known = [...spec.required, ...spec.optional];
  const places = new Map<string, number>();
  const problems: FieldProblem[] = [];
  const ignored: string[] = [];
  const fail = (message: string) => problems.push({ field: `line ${line}`, message });
  header.forEach((written, place) => {
    const name = columnName(written, spec.prefix);
    if (name !== null && spec.informative?.includes(name)) ignored.push(written.trim());
    else if (name === null || !(known.includes(name) || isPrefixed(name, spec.prefix))) {
      const choice = spec.prefix ? [...known, `${spec.prefix}<name>`] : known;
      fail(`unknown column \`${shorten(written)}\`; known are ${choice.join(', ')}`);
    } else if (places.has(name)) fail(`column \`${name}\` stands there twice`);
    else places.set(name, place);
  });
  for (const name of spec.required) {
    if (!places.has(name)) fail(`column \`${name}\` is missing`);
  }
  return { places, width: header.length, ignored, problems };
}

function mappedColumns(
  header: readonly string[],
  mapping: readonly ColumnMapping[],
  { line }: HeaderOf,
): FoundColumns {
  const names = header.map(headerKey);
  const places = new Map<string, number>();
  const problems: FieldProblem[] = [];
  const fail = (message: string) => problems.push({ field: `line ${line}`, message });
  for (const { from, to } of mapping) {
    const place = typeof from === 'number' ? from - 1 : names.indexOf(headerKey(from));
    if (place < 0 || place >= header.length)
      fail(`column \`${shorten(`${from}`)}\` of the mapping is missing`);
    else if (typeof from === 'string' && names.lastIndexOf(headerKey(from)) !== place) {
      fail(`column \`${shorten(from)}\` stands there twice: map the one that is meant by its number`);
    } else places.set(to, place);
  }
  const used = new Set(places.values());
  const ignored = header
    .filter((name, place) => !used.has(place) && name.trim() !== '')
    .map((name) => name.trim());
  return { places, width: header.length, ignored, problems };
}

/** What is wrong with a mapping before any file is looked at. `field` is where it came from. */
export function mappingProblems(
  mapping: readonly ColumnMapping[],
  { spec, field }: { spec: ColumnSpec; field: string },
): FieldProblem[] {
  const known = [...spec.required, ...spec.optional];
  const problems: FieldProblem[] = [];
  const sources = new Set<string>();
  const targets = new Set<string>();
  mapping.forEach(({ from, to }, index) => {
    const fail = (end: 'from' | 'to', message: string) =>
      problems.push({ field: `${field}[${index}].${end}`, message });
    const source = typeof from === 'number' ? `${from}` : headerKey(from);
    if (sources.has(source)) fail('from', `maps the column \`${shorten(`${from}`)}\` a second time`);
    if (targets.has(to)) fail('to', `\`${to}\` is read from two columns: one of them must go`);
    if (!known.includes(to) && !isPrefixed(to, spec.prefix)) {
      fail('to', `is none of ${[...known, ...(spec.prefix ? [`${spec.prefix}<name>`] : [])].join(', ')}`);
    }
    sources.add(source);
    targets.add(to);
  });
  for (const name of spec.required) {
    if (!targets.has(name))
      problems.push({ field, message: `maps no column to \`${name}\`, which is needed` });
  }
  return problems;
}

/** A header as it is compared: case, spaces and how its letters are composed do not matter. */
export function headerKey(written: string): string {
  return written.normalize('NFKC').trim().toLowerCase().replace(/\s+/g, ' ');
}

function columnName(written: string, prefix?: string): string | null {
  const trimmed = written.trim();
  if (prefix && trimmed.toLowerCase().startsWith(prefix)) return prefix + trimmed.slice(prefix.length).trim();
  return trimmed === '' ? null : trimmed.toLowerCase().replace(/\s+/g, '_');
}

function isPrefixed(name: string, prefix?: string): boolean {
  if (prefix === undefined || !name.startsWith(prefix)) return false;
  const rest = name.slice(prefix.length);
  return /^[^\p{C}]{1,100}$/u.test(rest) && rest !== '__proto__';
}

const shorten = (text: string) => (text.length > 60 ? `${text.slice(0, 60)}…` : text);
