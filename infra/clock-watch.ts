import type { Logger } from './logger.ts';

/** How far the own clock is off, each epoch milliseconds apart; positive: it is ahead. Null: not measured yet. */
export interface ClockSkew {
  /** Against the database. */
  database: number | null;
  /** Against Temporal: as far as work that began lately tells; what waited for a worker makes it look ahead. */
  temporal: number | null;
}

/** What a watch of the own clock needs. */
export interface ClockWatchInput {
  /** The own clock, epoch milliseconds. */
  now: () => number;
  /** The clock of the database. */
  readDatabase: () => Promise<number>;
  logger: Pick<Logger, 'error' | 'info' | 'warn'>;
  /** Told of every measure. */
  onMeasure?: (skew: ClockSkew) => void;
  /** Monotonic. */
  monotonic?: () => number;
}

/** Watches whether the own clock can be worked by (O12). */
export interface ClockWatch {
  /**
   * False: it is wrong by more than `MOST_SKEW_MS`, or nobody knows since it jumped, and what goes by time has to wait. Looks
   * anew where it jumped or was not measured yet.
   */
  isRight(): Promise<boolean>;
  /** The same as far as it is known now: for whoever asks between two pieces of work. */
  isTrusted(): boolean;
  /** How far off it was found last. */
  skew(): ClockSkew;
  /** Hears when Temporal scheduled what begins now. */
  hear(scheduledAt: number): void;
  /** Measures now. A database that does not answer tells nothing. */
  measure(): Promise<void>;
  /** Measures every half a minute, until `stop`. */
  start(): void;
  stop(): void;
}

/** Synchronised clocks are within milliseconds; less than this is borne by the tolerance of due times and the patience of waits. */
const MOST_SKEW_MS = 30_000;
/** What was wrong is right again below this: at the very limit it would be said again and again. */
const RIGHT_AGAIN_MS = 20_000;
/** A clock that was set shows at once, by the monotonic one. */
const JUMP_MS = 2_000;
const MEASURE_EVERY_MS = 30_000;
const LONGEST_ANSWER_MS = 10_000;

/** The one place that compares the own clock with those of database and Temporal. */
export function createClockWatch({
  now,
  readDatabase,
  logger,
  onMeasure,
  monotonic = () => performance.now(),
}: ClockWatchInput): ClockWatch {
  const skew: ClockSkew = { database: null, temporal: null };
  /** Least of what was heard since the last measure. */
  let heard: number | null = null;
  let isWrong = false;
  let measuredAt: { wall: number; monotonic: number } | null = null;
  let timer: NodeJS.Timeout | null = null;
  let measuring: Promise<void> | null = null;

  const hasJumped = (since: { wall: number; monotonic: number }): boolean =>
    Math.abs(now() - since.wall - (monotonic() - since.monotonic)) > JUMP_MS;
  const isKnown = (): boolean => measuredAt !== null && !hasJumped(measuredAt);

  /** One at a time: whoever asks meanwhile gets its answer. */
  const measure = (): Promise<void> => (measuring ??= look().finally(() => void (measuring = null)));

  async function look(): Promise<void> {
    const from = { wall: now(), monotonic: monotonic() };
    const database = await readDatabase().catch(() => null);
    const took = monotonic() - from.monotonic;
    // What took so long, or a clock that was set meanwhile, tells nothing.
    if (database === null || took > LONGEST_ANSWER_MS || hasJumped(from)) return;
    measuredAt = { wall: now(), monotonic: monotonic() };
    skew.database = Math.round(from.wall + took / 2 - database);
    if (heard !== null) skew.temporal = Math.round(heard);
    heard = null;
    const seconds = { database: inSeconds(skew.database), temporal: inSeconds(skew.temporal) };
    const wasWrong = isWrong;
    isWrong = Math.abs(skew.database) > (wasWrong ? RIGHT_AGAIN_MS : MOST_SKEW_MS);
    if (isWrong && !wasWrong)
      logger.error({ seconds }, 'the clock differs from the database’s: work is held until they agree');
    if (wasWrong && !isWrong) logger.info({ seconds }, 'the clock agrees with the database’s again');
    onMeasure?.(skew);
  }

  return {
    async isRight() {
      if (!isKnown()) await measure();
      return isKnown() && !isWrong;
    },
    isTrusted: () => isKnown() && !isWrong,
    skew: () => skew,
    hear(scheduledAt) {
      const apart = now() - scheduledAt;
      heard = heard === null ? apart : Math.min(heard, apart);
    },
    measure,
    start() {
      timer ??= setInterval(() => void measure(), MEASURE_EVERY_MS).unref();
    },
    stop() {
      if (timer) clearInterval(timer);
      timer = null;
    },
  };
}

const inSeconds = (ms: number | null): number | null => (ms === null ? null : Math.round(ms / 1_000));

/** How many seconds it is ahead, and how many behind: one of them is 0, since the gauges of Temporal's SDK refuse less by an error. */
export const skewByDirection = (ms: number): [direction: 'ahead' | 'behind', seconds: number][] => [
  ['ahead', Math.max(ms, 0) / 1_000],
  ['behind', Math.max(-ms, 0) / 1_000],
];
