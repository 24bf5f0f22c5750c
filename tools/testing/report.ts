/** Passed, failed and skipped items. */
export interface Count {
  passed: number;
  failed: number;
  /** Tests on servers that cannot be had on this machine. */
  skipped: number;
}

/** A test and how long it took, without the preparations of its file. */
export interface TimedTest {
  name: string;
  seconds: number;
}

/** What failed, and the first line of why. */
export interface Failure {
  name: string;
  why: string;
}

/** A part of a run beside the seconds that it may take. */
export interface TimedPart {
  name: string;
  seconds: number;
  budget: number;
  /** The share of its time in which the processors were busy, 0 to 1. */
  busy?: number;
}

/** So many of the slowest tests are shown. */
const SLOWEST = 10;

/** One item. */
export function count(isPassed: boolean): Count {
  return { passed: isPassed ? 1 : 0, failed: isPassed ? 0 : 1, skipped: 0 };
}

/** All of them together. */
export function sumOf(counts: readonly Count[]): Count {
  const sum = (key: keyof Count): number => counts.reduce((total, each) => total + each[key], 0);
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
}

/** The last lines of a run; the very last one is always `N passed, N failed`, which other programs read. */
export const closingLines = ({ passed, failed, skipped }: Count): string[] => [
  ...(skipped > 0 ? [`${skipped} skipped: tests on servers that cannot be had here`] : []),
  `${passed} passed, ${failed} failed`,
];

/** The slowest tests, a line each, the slowest first. */
export function slowestLines(tests: readonly TimedTest[]): string[] {
  return [...tests]
    .sort((a, b) => b.seconds - a.seconds)
    .slice(0, SLOWEST)
    .map(({ name, seconds }) => `${seconds.toFixed(1).padStart(7)} s  ${name}`);
}

/** The same for files: the sum of their tests. */
export function slowestFileLines(tests: readonly TimedTest[]): string[] {
  const files = new Map<string, number>();
  for (const { name, seconds } of tests) {
    const file = name.split(' › ', 1)[0] ?? name;
    files.set(file, (files.get(file) ?? 0) + seconds);
  }
  return slowestLines([...files].map(([name, seconds]) => ({ name, seconds })));
}

/** Everything that failed, for the end of a run: what a log that was cut off still shows. */
export function failureLines(failures: readonly Failure[]): string[] {
  if (failures.length === 0) return [];
  return [
    '\n== failed',
    ...failures.flatMap(({ name, why }) => [`FAILED: ${name}`, ...(why ? [`        ${why}`] : [])]),
  ];
}

/** Each part beside its budget, a line each, and their sum. */
export function timeLines(parts: readonly TimedPart[]): string[] {
  const line = (name: string, seconds: number, budget: number, busy?: number): string =>
    `${Math.round(seconds).toString().padStart(7)} s of ${budget.toString().padStart(4)}  ${name}` +
    (busy === undefined ? '' : `, processors ${Math.round(busy * 100)} % busy`);
  const sum = (key: 'seconds' | 'budget'): number => parts.reduce((total, part) => total + part[key], 0);
  const lines = parts.map(({ name, seconds, budget, busy }) => line(name, seconds, budget, busy));
  return parts.length > 1 ? [...lines, line('together', sum('seconds'), sum('budget'))] : lines;
}

/** A word about each part that took longer than planned: on a slower machine all of them do. */
export function overruns(parts: readonly TimedPart[]): string[] {
  return parts
    .filter(({ seconds, budget }) => seconds > budget)
    .map(
      ({ name, seconds, budget }) =>
        `${name} took ${Math.round(seconds)} s of its ${budget}: make its tests quicker (tools/testing/tiers.ts)`,
    );
}

/** A word about a whole run that took longer than it should; null: it did not. No failure, since that is up to the machine. */
export function overtime(seconds: number, budget: number): string | null {
  return seconds > budget ? `the whole took ${Math.round(seconds)} s of its ${budget}` : null;
}
