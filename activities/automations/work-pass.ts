import { Context } from '@temporalio/activity';
import { workPass } from '../../commands/automations/passes/work-pass.ts';
import type { PassDirective } from '../../contracts/automations/directives.ts';
import type { ActivityDeps } from '../deps.ts';
import { giveBackIfStopping } from '../stopping.ts';
import { whileBeating } from '../while-beating.ts';

/** Which pass. */
export interface WorkPassInput {
  passId: string;
}

/** A go ends after so long, so that Temporal Web tells how far the pass is, and others get their turn. */
const RUN_MS = 60_000;

/** Does what is left of a pass, for a while; a worker that stops gives it back between two customers. */
export function createWorkPass(deps: ActivityDeps) {
  return async function work({ passId }: WorkPassInput): Promise<PassDirective> {
    const { cancellationSignal } = Context.current();
    const end = AbortSignal.timeout(RUN_MS);
    const isOver = () => end.aborted || deps.stopping.aborted || cancellationSignal.aborted;
    return whileBeating(deps, async () => {
      giveBackIfStopping(deps);
      const directive = await workPass(deps, { passId, isOver });
      cancellationSignal.throwIfAborted();
      if (directive.kind === 'more') giveBackIfStopping(deps);
      return directive;
    });
  };
}
