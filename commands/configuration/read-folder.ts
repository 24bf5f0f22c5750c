import type { ConfigurationFile } from '../../contracts/configuration/configuration.ts';
import type { ThingKind } from '../../contracts/configuration/documents.ts';
import { CONFIGURATION_KINDS, type ConfigurationKind } from '../../contracts/configuration/kinds.ts';
import type { FieldProblem } from '../../contracts/problems.ts';
import { type Place, readYaml } from '../../domain/configuration/read-yaml.ts';
import type { Values } from '../../domain/configuration/references.ts';
import { nameKeyOf } from '../../domain/name-key.ts';

/** Most values of a folder, what aliases stand for included. */
const MOST_VALUES = 500_000;

/** Where a thing stands in a folder. */
export interface Source {
  file: string;
  /** In its document: `sequence`, `labels[0].labels[2]`. */
  path: string;
  places: ReadonlyMap<string, Place>;
}

/** One thing that a folder describes, as it is written. */
export interface Described {
  kind: ThingKind;
  name: string;
  /** The group of a label; whose a property is. */
  of: string | null;
  values: Values;
  source: Source;
}

/** A folder as it is written, and what cannot be read of it. */
export interface ReadFolder {
  things: Described[];
  problems: FieldProblem[];
}

/** A problem at a field of a thing, with its file, line and column. */
export function problemAt({ file, path, places }: Source, field: string, message: string): FieldProblem {
  const at = [path, field].filter(Boolean).join('.').replaceAll('.[', '[');
  const place = nearestPlace(places, at);
  return { field: `${file}: ${at || 'document'}`, message, file, path: at, ...place };
}

/** Of what is missing, the place of what it is missing in. */
function nearestPlace(places: ReadonlyMap<string, Place>, path: string): Place {
  for (let at = path; at !== ''; at = at.replace(/(?:^|\.)[^.[]*$|\[[^[]*$/, '')) {
    const place = places.get(at);
    if (place) return place;
  }
  return places.get('') ?? { line: 1, column: 1 };
}

/** Reads the documents of a folder: each holds things by their kinds, and no thing stands there twice. */
export function readFolder(files: readonly ConfigurationFile[]): ReadFolder {
  const things: Described[] = [];
  const problems: FieldProblem[] = [];
  const budget = { values: MOST_VALUES };
  const paths = new Set<string>();
  for (const { path: file, text } of files) {
    if (paths.has(file)) problems.push({ field: file, message: 'is there twice', file });
    paths.add(file);
    const read = readYaml(text, budget);
    for (const { path, message, line, column } of read.problems)
      problems.push({ field: `${file}: ${path || 'document'}`, message, file, path, line, column });
    if (read.problems.length > 0) continue;
    new DocumentReader({ file, path: '', places: read.places }, things, problems).read(read.value);
  }
  problems.push(...findDoubles(things));
  return { things, problems };
}

const isObject = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

class DocumentReader {
  readonly #source: Source;
  readonly #things: Described[];
  readonly #problems: FieldProblem[];

  constructor(source: Source, things: Described[], problems: FieldProblem[]) {
    this.#source = source;
    this.#things = things;
    this.#problems = problems;
  }

  read(value: unknown): void {
    // An empty file, or one with comments only.
    if (value === null) return;
    if (!isObject(value)) return this.#refuse('', `must hold one of ${CONFIGURATION_KINDS.join(', ')}`);
    for (const [kind, content] of Object.entries(value)) {
      if (isKind(kind)) this.#readKind(kind, content);
      else this.#refuse(kind, `is not known here: a document holds ${CONFIGURATION_KINDS.join(', ')}`);
    }
  }

  #readKind(kind: ConfigurationKind, content: unknown): void {
    switch (kind) {
      case 'labels':
        return this.#readList(kind, content, (group, path) => this.#readGroup(group, path));
      case 'lists':
        return this.#readList(kind, content, (list, path) => this.#readNamed('list', list, path));
      case 'properties':
        return this.#readList(kind, content, (property, path) =>
          this.#readNamed('property', property, path, entityOf(property)),
        );
      case 'organisation':
        if (!isObject(content)) return this.#refuse(kind, 'must be an object');
        return this.#add({ kind, name: kind, of: null, values: content }, kind);
      case 'importProfile':
      case 'template':
      case 'sequence':
      case 'program':
        return void this.#readNamed(kind, content, kind);
    }
  }

  #readList(kind: string, content: unknown, readOne: (value: unknown, path: string) => unknown): void {
    if (!Array.isArray(content)) return this.#refuse(kind, 'must be a list');
    for (const [index, item] of content.entries()) readOne(item, `${kind}[${index}]`);
  }

  #readGroup(value: unknown, path: string): void {
    const { labels = [], ...group } = isObject(value) ? value : {};
    const name = this.#readNamed('labelGroup', isObject(value) ? group : value, path);
    if (name === null) return;
    this.#readList(`${path}.labels`, labels, (label, at) => this.#readNamed('label', label, at, name));
  }

  #readNamed(kind: ThingKind, value: unknown, path: string, of: string | null = null): string | null {
    if (!isObject(value)) {
      this.#refuse(path, 'must be an object');
      return null;
    }
    const { name } = value;
    if (typeof name !== 'string' || name.trim() === '') {
      this.#refuse(`${path}.name`, name === undefined ? 'is required' : 'must be a name');
      return null;
    }
    this.#add({ kind, name: name.trim(), of, values: value }, path);
    return name.trim();
  }

  #add(thing: Omit<Described, 'source'>, path: string): void {
    this.#things.push({ ...thing, source: { ...this.#source, path } });
  }

  #refuse(path: string, message: string): void {
    this.#problems.push(problemAt(this.#source, path, message));
  }
}

/** Whose a described property is: of customers where it does not say. */
const entityOf = (value: unknown): string => {
  const entity = isObject(value) ? value['entity'] : undefined;
  return typeof entity === 'string' ? entity : 'customer';
};

const isKind = (word: string): word is ConfigurationKind =>
  (CONFIGURATION_KINDS as readonly string[]).includes(word);

/** What tells things apart: their kind and name in any case, of labels in their group. */
export const keyOf = ({ kind, name, of }: Pick<Described, 'kind' | 'name' | 'of'>): string =>
  JSON.stringify([kind, nameKeyOf(of ?? ''), nameKeyOf(name)]);

function findDoubles(things: readonly Described[]): FieldProblem[] {
  const first = new Map<string, Described>();
  const problems: FieldProblem[] = [];
  for (const thing of things) {
    const earlier = first.get(keyOf(thing));
    if (!earlier) {
      first.set(keyOf(thing), thing);
      continue;
    }
    const { file } = earlier.source;
    const where = file === thing.source.file ? 'in this file' : `in ${file}`;
    const field = thing.kind === 'organisation' ? '' : 'name';
    problems.push(problemAt(thing.source, field, `stands ${where} already, in this or another case`));
  }
  return problems;
}
