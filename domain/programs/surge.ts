/** Smaller runs are never held: they are looked at quickly when they leave, too. */
const FEWEST = 20;

/** The size of a run, and of the scheduled runs before it. */
export interface RunSizes {
  produced: number;
  /** Of the last four scheduled runs; empty: it is the first. */
  before: readonly number[];
  /** How many times the usual is too many; 0: any number is fine. */
  factor: number;
}

/** Whether a run is so much larger than usual that it is held whole for a person (P15). */
export function isSurge({ produced, before, factor }: RunSizes): boolean {
  if (factor === 0 || produced < FEWEST || before.length === 0) return false;
  return produced > factor * medianOf(before);
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = 0, high = 0] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (low + high) / 2;
}
