import type { PassReason } from '../../contracts/automations/kinds.ts';

/** A pass that would act on so few never waits for being larger than usual; a smaller setting goes before. */
const FEWEST = 20;
/** How many times the usual is too many; exactly so many are not. */
const SURGE_FACTOR = 3;

/** What is known of the size of a pass before it acts (A6). */
export interface PassSize {
  /** How many it would act on. */
  size: number;
  /** The setting: more than so many are confirmed the first time. */
  confirmAbove: number;
  /** Whether it has acted on more than that with a person's word, of the audience as it is now. */
  wasConfirmed: boolean;
  /** What a person confirmed for this very pass; null: nobody was asked, or answered. */
  confirmedSize: number | null;
  /** Sizes of its last four passes that acted. */
  before: readonly number[];
}

/** Why a pass waits for a person who confirms its number; null: it acts (A6). */
export function waitsBecause({
  size,
  confirmAbove,
  wasConfirmed,
  confirmedSize,
  before,
}: PassSize): PassReason | null {
  // Whole numbers: a tenth of ten is one.
  if (confirmedSize !== null) return size * 10 > confirmedSize * 11 ? 'grown_since_confirmed' : null;
  if (size > confirmAbove && !wasConfirmed) return 'first_time';
  if (size <= Math.min(FEWEST, confirmAbove) || before.length === 0) return null;
  return size > SURGE_FACTOR * medianOf(before) ? 'more_than_usual' : null;
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = 0, high = 0] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (low + high) / 2;
}
