import type { Lifecycle } from './lifecycle.ts';
import { isList, tellingOf, type OnFailure } from './lost-calls.ts';

/** Why a wake-up was given up: nothing of it is lost, since the reconciler makes up for it. */
export class TemporalLate extends Error {
  constructor(what: string) {
    super(`Temporal did not answer in time: ${what}`);
    this.name = 'TemporalLate';
  }
}

/** How long a call of the API waits for Temporal, and for how long it does not ask again (O12). Milliseconds. */
export interface Haste {
  patienceMs: number;
  /** After a call that was given up the next ones are begun, and not waited for. */
  restMs: number;
  /** Monotonic. */
  clock?: () => number;
  /** Told of every call that failed. */
  onFailure: OnFailure;
}

/** What somebody waits for the answer of: it may take as long as it takes. */
const PATIENT: ReadonlySet<string> = new Set<keyof Lifecycle>([
  'isEnrollmentRunning',
  'standingOfEnrollment',
  'standingOfWorkflow',
  'findRunningEnrollments',
  'compareNights',
  'compareProgramSchedule',
  'compareAutomationSchedule',
]);

/**
 * The same wake-ups for whoever must not wait for Temporal (O12): each has its patience, all of one time together. What is
 * given up goes on, and may still arrive. Lists and comparisons take their time.
 */
export function inHaste(lifecycle: Lifecycle, haste: Haste): Lifecycle {
  const gate = createGate(haste);
  const hasty = Object.entries(lifecycle).map(([name, call]) => {
    const isPatient = isList(name) || PATIENT.has(name);
    return [name, isPatient ? tellingOf(name, call, haste.onFailure) : gate(name, call as Call)];
  });
  return Object.fromEntries(hasty) as Lifecycle;
}

/** Calls under way, waited for or not: Temporal that is gone is not asked for ever more. */
const MOST_BEGUN = 256;

type Call = (...args: unknown[]) => Promise<unknown>;

function createGate({ patienceMs, restMs, onFailure, clock = () => performance.now() }: Haste) {
  let restsUntil = Number.NEGATIVE_INFINITY;
  let begun = 0;
  /** What was begun goes on, also where nobody waits for it any more: it may only be slow. */
  const begin = (call: Call, args: unknown[]): Promise<unknown> => {
    begun += 1;
    const answer = call(...args).finally(() => void (begun -= 1));
    answer.catch(() => undefined);
    return answer;
  };
  return (what: string, call: Call): Call =>
    async (...args) => {
      try {
        const isResting = clock() < restsUntil;
        if (isResting && begun >= MOST_BEGUN) throw new TemporalLate(what);
        const answer = begin(call, args);
        return await within(answer, isResting ? 0 : patienceMs, () => {
          if (!isResting) restsUntil = clock() + restMs;
          return new TemporalLate(what);
        });
      } catch (error) {
        onFailure(what, error);
        throw error;
      }
    };
}

async function within<T>(answer: Promise<T>, ms: number, late: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const end = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(late()), ms);
  });
  try {
    return await Promise.race([answer, end]);
  } finally {
    clearTimeout(timer);
  }
}
