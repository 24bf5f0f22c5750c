import { continueAsNew, isCancellation, proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import type { SendActivities } from '../../activities/index.ts';
import type { BatchDirective } from '../../contracts/programs/directives.ts';
import { SEND_OPTIONS } from '../options.ts';
import { lookUntilEnded } from '../wakes.ts';
import { batchChanged, type BatchDeliveryInput } from './batch-delivery.messages.ts';

/** Longer than a run of it and the hand-over that it began last. */
const { deliverBatch } = proxyActivities<SendActivities>({
  ...SEND_OPTIONS,
  startToCloseTimeout: '25 minutes',
});

/**
 * The delivery of what is approved in one batch.
 * Started, or woken, by the commands that approve, retry, release or take out, by the run that approves by itself, and by
 * the reconciler, after the rows are committed. The rows are the truth: a wake-up means "look again", and calls nothing
 * off that is on its way; that is what the fence is for.
 * Waits on a durable timer for what caps, contact policy and holds keep back.
 * Ends when nothing is approved any more: sent, failed, uncertain, skipped, back in review, or taken out.
 */
export async function batchDelivery(input: BatchDeliveryInput): Promise<void> {
  await lookUntilEnded(
    batchChanged,
    async () => {
      setCurrentDetails('Delivering what is approved.');
      const directive = await deliver(input);
      if (directive?.kind !== 'wait') return directive;
      setCurrentDetails(describe(directive));
      const { until, reason } = directive;
      return { kind: 'wait', until, summary: `Batch waits: ${reason.replaceAll('_', ' ')}` };
    },
    () => continueAsNew<typeof batchDelivery>(input),
  );
}

/** Delivers what is due. Null: look again later. */
async function deliver(input: BatchDeliveryInput): Promise<BatchDirective | null> {
  try {
    return await deliverBatch(input);
  } catch (error) {
    if (isCancellation(error)) throw error;
    return null;
  }
}

/** What it waits for and until when, for Temporal Web. */
function describe({ until, reason, waiting }: Extract<BatchDirective, { kind: 'wait' }>): string {
  const messages = waiting === 1 ? '1 message waits' : `${waiting} messages wait`;
  return `${messages}, the next (${reason.replaceAll('_', ' ')}) until ${new Date(until).toISOString()}.`;
}
