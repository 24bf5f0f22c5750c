import type { CreateTouchpoint } from '../../contracts/programs/program-touchpoints.ts';
import { matchBySigns } from '../sequences/match-steps.ts';
import { nameKeyOf } from '../name-key.ts';
import type { StoredTouchpoint } from './definition.ts';

type Known = Pick<StoredTouchpoint, 'level' | 'label' | 'offsetDays'>;
type Given = Pick<CreateTouchpoint, 'level' | 'label' | 'offsetDays'>;

const hasLabel = (known: Known, given: Given): boolean => nameKeyOf(known.label) === nameKeyOf(given.label);
const hasOffset = (known: Known, given: Given): boolean => known.offsetDays === given.offsetDays;

/**
 * Which touchpoints of a program those are that somebody describes: of the same level, which never changes, by label, or
 * else by offset, of which a level has one.
 *
 * @returns for each described one its place among the known, or null: it is new
 */
export function matchTouchpoints(known: readonly Known[], given: readonly Given[]): (number | null)[] {
  return matchBySigns(known, given, {
    signs: [(one, other) => hasLabel(one, other) && hasOffset(one, other), hasLabel, hasOffset],
    mayBe: ({ level }, described) => level === (described.level ?? 'account'),
  });
}
