import { StillAtIt } from '../../contracts/still-at-it.ts';
import type { Logger } from '../logger.ts';
import type { Lifecycle } from './lifecycle.ts';

/** Told of every call to Temporal that failed: which one, and why. */
export type OnFailure = (what: string, error: unknown) => void;

type Call = (...args: unknown[]) => Promise<unknown>;
type List = (...args: unknown[]) => AsyncIterable<unknown>;

/** The one place that counts and logs calls to Temporal that were lost, whoever makes them. */
export function createLostCalls({
  logger,
  count,
}: {
  logger: Pick<Logger, 'warn'>;
  count: (what: string) => void;
}): OnFailure {
  return (what, error) => {
    // Whoever is still at it has lost nothing.
    if (error instanceof StillAtIt) return;
    count(what);
    // A name, never words: those of a server may quote what it was told.
    const reason = error instanceof Error ? error.name : 'unknown';
    logger.warn({ what, reason }, 'a call to Temporal was lost: the reconciler makes up for it');
  };
}

/** The calls that give a list, which fails while it is read. */
type ListName = {
  [Name in keyof Lifecycle]: ReturnType<Lifecycle[Name]> extends AsyncIterable<unknown> ? Name : never;
}[keyof Lifecycle];
const LISTS = {
  listAutomationSchedules: true,
  listProgramSchedules: true,
  listRunningEnrollments: true,
} satisfies Record<ListName, true>;

/** Whether a call of the lifecycle gives a list. */
export const isList = (name: string): boolean => name in LISTS;

/** The same calls, which tell when they fail. */
export function tellingFailures(lifecycle: Lifecycle, onFailure: OnFailure): Lifecycle {
  const telling = Object.entries(lifecycle).map(([name, call]) => [name, tellingOf(name, call, onFailure)]);
  return Object.fromEntries(telling) as Lifecycle;
}

/** One of them. */
export function tellingOf(what: string, call: unknown, onFailure: OnFailure): Call | List {
  if (isList(what)) {
    return async function* (...args) {
      try {
        yield* (call as List)(...args);
      } catch (error) {
        onFailure(what, error);
        throw error;
      }
    };
  }
  return async (...args) => {
    try {
      return await (call as Call)(...args);
    } catch (error) {
      onFailure(what, error);
      throw error;
    }
  };
}
