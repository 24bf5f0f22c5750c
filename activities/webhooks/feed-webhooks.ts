import { Context } from '@temporalio/activity';
import { feedWebhooks, wakeLateWebhooks } from '../../commands/webhooks/feed-webhooks.ts';
import type { ActivityDeps } from '../deps.ts';
import { endIfGivenUp, unlessStopping } from '../stopping.ts';
import { whileBeating } from '../while-beating.ts';

/** Between two passes: how late an event may start its way. */
const PASS_GAP_MS = 1_000;
/** One run; its schedule starts the next one. One activity in ten minutes leaves Temporal Web readable. */
const RUN_PASSES = 590;
/** Every so many passes lost workflows are looked for. */
const LATE_EVERY = 60;

/** Reads the feed of changes again and again, and makes deliveries of them (O5). Ends after ten minutes. */
export function createFeedWebhooks(deps: ActivityDeps) {
  return async function runWebhookFeed(): Promise<void> {
    const context = Context.current();
    await whileBeating(deps, async () => {
      for (let pass = 0; pass < RUN_PASSES; pass += 1) {
        endIfGivenUp(deps);
        if (pass % LATE_EVERY === 0) await wakeLateWebhooks(deps);
        const { hasMore } = await feedWebhooks(deps);
        if (!hasMore) await unlessStopping(deps, () => context.sleep(PASS_GAP_MS));
      }
    });
  };
}
