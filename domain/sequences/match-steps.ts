import type { CreateStep, Step } from '../../contracts/sequences/steps.ts';
import { nameKeyOf } from '../name-key.ts';
import { completeTiming } from './new-step.ts';

/** The name of the branch of a step; not given or null: the first one. */
interface InBranch {
  branch?: string | null | undefined;
}
type Known = InBranch &
  Pick<Step, 'type' | 'label' | 'timing' | 'subject' | 'body' | 'prompt' | 'instructions'>;
type Given = InBranch &
  Pick<CreateStep, 'type' | 'label' | 'timing' | 'subject' | 'body' | 'prompt' | 'instructions'>;
type IsSame = (known: Known, given: Given) => boolean;

const hasLabel: IsSame = (known, given) => nameKeyOf(known.label) === nameKeyOf(given.label);
const hasTiming: IsSame = (known, given) =>
  JSON.stringify(known.timing) === JSON.stringify(completeTiming(given.timing));
/** A branch has one step an offset day: whatever it is called, it is the one. */
const hasDay: IsSame = ({ timing }, given) =>
  timing.kind === 'offset' && given.timing.kind === 'offset' && timing.days === given.timing.days;
const hasWords: IsSame = (known, given) =>
  (['subject', 'body', 'prompt', 'instructions'] as const).every(
    (key) => (given[key] ?? null) === known[key],
  );

const isHome: IsSame = (known, given) => nameKeyOf(known.branch ?? '') === nameKeyOf(given.branch ?? '');
/** Steps without words are no more alike than their times. */
const saysSomething: IsSame = (_known, { subject, body, prompt, instructions }) =>
  [subject, body, prompt, instructions].some((words) => words != null && words !== '');

const atHome =
  (sign: IsSame): IsSame =>
  (known, given) =>
    isHome(known, given) && sign(known, given);
const both =
  (one: IsSame, other: IsSame): IsSame =>
  (known, given) =>
    one(known, given) && other(known, given);

/**
 * What makes two steps of a type the same one, the surest first. One that is described in another branch was moved there (S6):
 * taken for a new one, it would reach those a second time who have had it.
 */
const SIGNS: readonly IsSame[] = [
  atHome(both(hasLabel, hasTiming)),
  atHome(hasLabel),
  both(hasLabel, hasTiming),
  hasLabel,
  atHome(hasDay),
  atHome(both(hasTiming, hasWords)),
  both(saysSomething, both(hasTiming, hasWords)),
];

/**
 * Which steps of a sequence those are that somebody describes by their contents: a step goes on being itself under another
 * label, at another time, with other words, in another branch. Each is found once at most.
 *
 * @returns for each described one its place among the known, or null: it is new
 */
export function matchSteps(known: readonly Known[], given: readonly Given[]): (number | null)[] {
  return matchBySigns(known, given, {
    signs: SIGNS,
    mayBe: (step, described) => step.type === described.type,
  });
}

/** Pairs what is known with what is described, by one sign after the other; of equals the first with the first. */
export function matchBySigns<K, G>(
  known: readonly K[],
  given: readonly G[],
  {
    signs,
    mayBe,
  }: { signs: readonly ((known: K, given: G) => boolean)[]; mayBe: (known: K, given: G) => boolean },
): (number | null)[] {
  const places: (number | null)[] = given.map(() => null);
  const taken = new Set<number>();
  for (const isSame of signs) {
    for (const [index, described] of given.entries()) {
      if (places[index] !== null) continue;
      const place = known.findIndex(
        (step, at) => !taken.has(at) && mayBe(step, described) && isSame(step, described),
      );
      if (place < 0) continue;
      places[index] = place;
      taken.add(place);
    }
  }
  return places;
}

/**
 * The order of what is described, with what is known and not described put where it stands now: behind what it follows.
 * Entries are `{ known }` with the place among the known, or `{ given }` alone for what is new.
 */
export function mergedOrder(
  knownCount: number,
  places: readonly (number | null)[],
): { known: number | null; given: number | null }[] {
  const order = places.map((known, given): { known: number | null; given: number | null } => ({
    known,
    given,
  }));
  for (let known = 0; known < knownCount; known += 1) {
    if (places.includes(known)) continue;
    const before = known - 1;
    const at = order.findIndex((entry) => entry.known === before && before >= 0);
    order.splice(at + 1, 0, { known, given: null });
  }
  return order;
}

/** Those of the places that changed their order: the fewest whose moves explain the new one. */
export function movedPlaces(order: readonly number[]): Set<number> {
  const best: number[][] = [];
  for (const [at, place] of order.entries()) {
    const before = best.slice(0, at).filter((run) => run.at(-1)! < place);
    best.push([...(before.toSorted((a, b) => b.length - a.length)[0] ?? []), place]);
  }
  const stays = new Set(best.toSorted((a, b) => b.length - a.length)[0]);
  return new Set(order.filter((place) => !stays.has(place)));
}
