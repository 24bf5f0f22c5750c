import { continueAsNew, proxyActivities, setWorkflowOptions } from '@temporalio/workflow';
import type { SendActivities } from '../../activities/index.ts';
import { DELIVERY_OPTIONS } from '../options.ts';
import { deliverUntilEnded } from '../sending/deliver-until-ended.ts';
import { batchChanged, type BatchDeliveryInput } from './batch-delivery.messages.ts';

const { deliverBatch } = proxyActivities<SendActivities>(DELIVERY_OPTIONS);

/**
 * The delivery of what is approved in one batch.
 * Started, or woken, by the commands that approve, retry, release or take out, by the run that approves by itself, and by
 * the reconciler, after the rows are committed. The rows are the truth: a wake-up means "look again", and calls nothing
 * off that is on its way; that is what the fence is for.
 * Waits on a durable timer for what caps, contact policy and holds keep back.
 * Ends when nothing is approved any more: sent, failed, uncertain, skipped, back in review, or taken out.
 */
export async function batchDelivery(input: BatchDeliveryInput): Promise<void> {
  await deliverUntilEnded({
    changed: batchChanged,
    details: 'Delivering what is approved.',
    waits: 'Batch waits',
    deliver: () => deliverBatch(input),
    again: () => continueAsNew<typeof batchDelivery>(input),
  });
}
setWorkflowOptions({ versioningBehavior: 'AUTO_UPGRADE' }, batchDelivery);
