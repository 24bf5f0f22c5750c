import { applyContactPolicy } from '../../commands/sending/apply-contact-policy.ts';
import type { ActivityDeps } from '../deps.ts';
import { endIfGivenUp } from '../stopping.ts';
import { whileBeating } from '../while-beating.ts';

/** Which change of the contact policy. */
export interface ReleaseDeferredInput {
  changeId: string;
}

/** Lets everybody look again whom a changed contact policy defers (D6), a page a transaction; each writes how far it has come. */
export function createReleaseDeferred(deps: ActivityDeps) {
  return function releaseDeferred({ changeId }: ReleaseDeferredInput): Promise<void> {
    return whileBeating(deps, async () => {
      do endIfGivenUp(deps);
      while (await applyContactPolicy(deps, changeId));
    });
  };
}
