import { StillAtIt } from '../../contracts/still-at-it.ts';
import type { Lifecycle } from '../../infra/temporal/lifecycle.ts';

/** The same calls; whoever is found by one of them to fail again and again is heard of. */
export function hearFailing(lifecycle: Lifecycle, hear: (workflowId: string) => void): Lifecycle {
  const hearing = Object.entries(lifecycle).map(([name, call]) => [
    name,
    (...args: unknown[]) => {
      const answer = (call as (...args: unknown[]) => unknown)(...args);
      if (!(answer instanceof Promise)) return answer;
      return answer.catch((error: unknown) => {
        if (error instanceof StillAtIt && error.isFailing) hear(error.workflowId);
        throw error;
      });
    },
  ]);
  return Object.fromEntries(hearing) as Lifecycle;
}
