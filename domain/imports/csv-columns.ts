import type { FieldProblem } from '../../contracts/problems.ts';

/** The columns that one kind of file may have. Order is free, case does not matter. */
export interface ColumnSpec {
  required: readonly string[];
  optional: readonly string[];
  /** Further columns are taken when they start with it, `property.` for example; the rest keeps its case. */
  prefix?: string;
}

/** Where each column stands, 0 the first. */
export type ColumnPlaces = ReadonlyMap<string, number>;

/**
 * Finds the columns of a header. Every column that is unknown, stands there twice or is missing is named; then no
 * place may be used.
 */
export function findColumns(
  header: readonly string[],
  spec: ColumnSpec,
): { places: ColumnPlaces; problems: FieldProblem[] } {
  const known = [...spec.required, ...spec.optional];
  const places = new Map<string, number>();
  const problems: FieldProblem[] = [];
  header.forEach((written, place) => {
    const name = columnName(written, spec.prefix);
    if (name === null || (!known.includes(name) && !isPrefixed(name, spec.prefix))) {
      const choice = spec.prefix ? [...known, `${spec.prefix}<name>`] : known;
      problems.push({
        field: 'line 1',
        message: `unknown column \`${shorten(written)}\`; known are ${choice.join(', ')}`,
      });
    } else if (places.has(name)) {
      problems.push({ field: 'line 1', message: `column \`${name}\` stands there twice` });
    } else {
      places.set(name, place);
    }
  });
  for (const name of spec.required) {
    if (!places.has(name)) problems.push({ field: 'line 1', message: `column \`${name}\` is missing` });
  }
  return { places, problems };
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
