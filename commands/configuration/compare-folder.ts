import type {
  ConfigurationChange,
  ConfigurationPlan,
  PlanConfiguration,
} from '../../contracts/configuration/configuration.ts';
import type { ThingKind } from '../../contracts/configuration/documents.ts';
import { PERMISSIONS, type Permission } from '../../contracts/permissions.ts';
import { type FieldProblem, ProblemError } from '../../contracts/problems.ts';
import { differencesOf, partDifferencesOf } from '../../domain/configuration/differences.ts';
import type { Values } from '../../domain/configuration/references.ts';
import { mergedOrder } from '../../domain/sequences/match-steps.ts';
import { type CreatedKind, labelName, type Names, readNames } from './names.ts';
import { type Described, keyOf, problemAt, readFolder, type Source } from './read-folder.ts';
import { readThing } from './read-thing.ts';
import { named } from './shown-values.ts';
import { THING_KINDS, THINGS } from './things/index.ts';
import { type Existing, type Reading, type Wanted, without, type Work } from './things/thing.ts';

/** One change, and how it is made. */
export interface PlannedChange {
  kind: ThingKind;
  told: ConfigurationChange;
  /** Null: the folder does not name it. */
  source: Source | null;
  existing: Existing | null;
  wanted: Wanted | null;
  /** A field as the commands name it, as the document names it. */
  fieldOf(field: string): string;
  act(work: Work): Promise<unknown>;
}

/** A folder beside what is set up. */
export interface Comparison {
  plan: ConfigurationPlan;
  changes: PlannedChange[];
  /** What is wrong with the folder itself. */
  problems: FieldProblem[];
  /** Ids and names of what is described and cannot be read: what names it waits until it can. */
  unreadable: string[];
}

/**
 * Compares a folder with what is set up; nothing is written.
 *
 * @throws ProblemError `forbidden` for kinds that the caller may not read
 */
export async function compareFolder(
  reading: Reading,
  { files, prune }: Pick<PlanConfiguration, 'files' | 'prune'>,
): Promise<Comparison> {
  const { deps, tx, actor } = reading;
  const folder = readFolder(files);
  const kinds = THING_KINDS.filter((kind) =>
    folder.things.some((thing) => thing.kind === kind || isOf(kind, thing)),
  );
  refuseUnreadable(actor.permissions, kinds);
  const names = await readNames(deps, tx, actor);
  const comparison = new FolderComparison(reading, names, prune ? 'remove' : 'keep');
  for (const kind of kinds) {
    const described = folder.things.filter((thing) => thing.kind === kind);
    comparison.compare(kind, described, await THINGS[kind].list(reading));
  }
  return comparison.result(folder.problems);
}

/** What others may name before it is there. */
const isCreated = (kind: ThingKind): kind is CreatedKind & ThingKind =>
  ['template', 'list', 'label', 'sequence', 'program'].includes(kind);

/** Labels are compared wherever groups are. */
const isOf = (kind: ThingKind, thing: Described): boolean => kind === 'label' && thing.kind === 'labelGroup';

/** @throws ProblemError `forbidden` that names the permissions which are missing */
export function refuseUnreadable(has: readonly Permission[], kinds: readonly ThingKind[]): void {
  refuseLacking(
    has,
    kinds.flatMap((kind) => THINGS[kind].reads ?? []),
  );
}

/** @throws ProblemError `forbidden` that names the permissions which are missing */
export function refuseLacking(has: readonly Permission[], needs: readonly Permission[]): void {
  const lacks = PERMISSIONS.filter((each) => needs.includes(each) && !has.includes(each));
  if (lacks.length === 0) return;
  const words =
    lacks.length === 1 ? `The permission ${lacks[0]} is` : `The permissions ${lacks.join(', ')} are`;
  throw new ProblemError('forbidden', `${words} needed.`, [], { lacks });
}

/** A thing beside what is set up: with ids, and as documents show it. */
interface Compared {
  wanted: Wanted;
  existing: Existing | null;
  before: Values | null;
  after: Values;
}

class FolderComparison {
  readonly #reading: Reading;
  readonly #names: Names;
  readonly #others: 'keep' | 'remove';
  readonly #changes: PlannedChange[] = [];
  readonly #removals: PlannedChange[] = [];
  readonly #kept: ConfigurationPlan['kept'] = [];
  readonly #problems: FieldProblem[] = [];
  readonly #unreadable: string[] = [];
  /** What was compared, for the token. */
  readonly #seen: unknown[] = [];
  #unchanged = 0;

  constructor(reading: Reading, names: Names, others: 'keep' | 'remove') {
    this.#reading = reading;
    this.#names = names;
    this.#others = others;
  }

  /** Compares all things of a kind; those that others name come first. */
  compare(kind: ThingKind, described: readonly Described[], existing: readonly Existing[]): void {
    const byKey = new Map(existing.map((one) => [keyOf({ kind, ...one }), one]));
    const groups = new Set(described.map(({ of }) => of));
    for (const thing of described) {
      const known = byKey.get(keyOf(thing)) ?? null;
      byKey.delete(keyOf(thing));
      const id = known === null && isCreated(kind) ? this.#reading.deps.newId(kind) : null;
      if (id !== null && isCreated(kind)) {
        const { name, of } = thing;
        this.#names.add(kind, id, kind === 'label' ? labelName(of ?? '', name) : name);
      }
      this.#compareThing(thing, known, id);
    }
    for (const other of byKey.values())
      if (kind !== 'label' || groups.has(other.of)) this.#leave(kind, other);
  }

  #compareThing(described: Described, existing: Existing | null, id: string | null): void {
    const { kind, name, of, source } = described;
    const thing = THINGS[kind];
    const read = readThing(described, existing, this.#names);
    this.#problems.push(...read.problems);
    if (read.values === null) {
      this.#unreadable.push(id ?? JSON.stringify(name));
      return;
    }
    if (existing?.isClosed && thing.isClosedForGood) {
      const message = 'is archived, and nothing brings it back: take it out, or give it another name';
      this.#problems.push(problemAt(source, 'name', message));
      return;
    }
    const values = thing.settled?.(read.values, existing) ?? read.values;
    const wanted: Wanted = { kind, name, of, values, id };
    const after = named(kind, without(values, thing.silent ?? []), this.#names);
    const before = existing && named(kind, existing.values, this.#names);
    this.#seen.push([kind, of, name, before, after]);
    const { differences, order } = this.#differencesOf({ wanted, existing, before, after });
    if (existing && differences.length === 0) {
      this.#unchanged += 1;
      return;
    }
    const pathOf = (field: string): string => thing.references?.pathWithNames(field) ?? field;
    const fieldOf = (field: string): string =>
      pathOf(field).replace(
        /^steps\[(\d+)\]/,
        (_all, index) => `steps[${order?.[Number(index)]?.given ?? index}]`,
      );
    this.#changes.push({
      kind,
      source,
      existing,
      wanted,
      fieldOf,
      told: {
        action: existing ? 'update' : 'create',
        kind,
        name,
        of,
        file: source.file,
        differences,
        notes: thing.notes?.(existing, wanted) ?? [],
      },
      act: (work) =>
        existing ? thing.update(work, { existing, wanted, differences }) : thing.create(work, wanted),
    });
  }

  #differencesOf({ wanted, existing, before, after }: Compared) {
    const { kind, name } = wanted;
    const { parts } = THINGS[kind];
    if (!parts || after[parts.field] === undefined)
      return { differences: differencesOf(before ?? {}, after), order: null };
    const { [parts.field]: wantedParts, ...rest } = after;
    const { [parts.field]: knownParts = [], ...known } = before ?? {};
    const listOf = (values: Values | undefined): Values[] => (values?.[parts.field] ?? []) as Values[];
    const places = parts.match(listOf(existing?.values), listOf(wanted.values));
    const lists = {
      before: knownParts as Values[],
      after: (wantedParts as Values[]).map((part, index) =>
        places[index] === null ? part : { ...parts.unlessNamed, ...part },
      ),
    };
    const whole = { ...existing?.values, ...wanted.values };
    const rankOf = ({ known: place, given }: { known: number | null; given: number | null }): number => {
      const part = given === null ? lists.before[place!]! : lists.after[given]!;
      return parts.rankOf?.(part, whole) ?? 0;
    };
    const order = mergedOrder(lists.before.length, places)
      .filter(({ given }) => given !== null || this.#others === 'keep')
      .toSorted((a, b) => rankOf(a) - rankOf(b));
    if (this.#others === 'keep') {
      for (const [place, part] of lists.before.entries())
        if (!places.includes(place))
          this.#kept.push({ kind: parts.field.slice(0, -1), name: String(part['label']), of: name });
    }
    const told = { field: parts.field, ...lists, places, others: this.#others };
    const differences = [
      ...differencesOf(known, rest),
      ...partDifferencesOf({ ...told, order: parts.isOrdered ? order : null }),
    ];
    return { differences, order };
  }

  #leave(kind: ThingKind, existing: Existing): void {
    const { name, of, values, isClosed } = existing;
    if (isClosed || values['isArchived'] === true) return;
    const { remove } = THINGS[kind];
    if (this.#others === 'keep' || !remove) {
      if (kind !== 'organisation') this.#kept.push({ kind, name, of });
      return;
    }
    this.#seen.push([kind, of, name, named(kind, values, this.#names), null]);
    this.#removals.unshift({
      kind,
      source: null,
      existing,
      wanted: null,
      fieldOf: (field) => field,
      told: { action: remove.action, kind, name, of, file: null, differences: [], notes: [] },
      act: (work) => remove.act(work, existing),
    });
  }

  result(problems: readonly FieldProblem[]): Comparison {
    const changes = [...this.#changes, ...this.#removals];
    const needs = new Set(
      changes.flatMap(({ kind, existing, wanted, told }) =>
        THINGS[kind].writes(existing && wanted ? told.differences : null, wanted),
      ),
    );
    const { deps, actor } = this.#reading;
    const told = changes.map((change) => change.told);
    const kept = this.#kept;
    const token = deps.hash(JSON.stringify([this.#others, this.#seen, told, kept]));
    const needed = PERMISSIONS.filter((permission) => needs.has(permission));
    return {
      plan: {
        token,
        changes: told,
        kept,
        unchanged: this.#unchanged,
        needs: needed,
        lacks: needed.filter((permission) => !actor.permissions.includes(permission)),
      },
      changes,
      problems: [...problems, ...this.#problems],
      unreadable: this.#unreadable,
    };
  }
}
