import { continueAsNew, proxyActivities, setCurrentDetails, setWorkflowOptions } from '@temporalio/workflow';
import type { SendActivities } from '../../activities/index.ts';
import { unlessCalledOff } from '../call-off.ts';
import { momentOf } from '../in-words.ts';
import { SEND_OPTIONS } from '../options.ts';
import { lookUntilEnded } from '../wakes.ts';
import { copiesChanged, type MessageCopiesInput } from './message-copies.messages.ts';

const { sendCopies } = proxyActivities<SendActivities>(SEND_OPTIONS);

/**
 * What is left of the copies of one message whose main recipient has it: put off by the server, held, or not begun.
 * Started, or woken, by the send itself, by a person who asks for a copy, and by the reconciler, after the rows are
 * committed. The rows are the truth.
 * Waits on a durable timer for the next try.
 * Ends when no copy is open any more: accepted, refused, uncertain, cancelled, or given up after two days.
 */
export async function messageCopies(input: MessageCopiesInput): Promise<void> {
  await lookUntilEnded(
    copiesChanged,
    async (isNews) => {
      setCurrentDetails('Sending copies.');
      const directive = await unlessCalledOff(isNews, () => sendCopies(input));
      if (directive?.kind !== 'wait') return directive;
      const { until, waiting } = directive;
      const copies = waiting === 1 ? '1 copy waits' : `${waiting} copies wait`;
      setCurrentDetails(`${copies} until ${momentOf(until)}.`);
      return { kind: 'wait', until, summary: copies };
    },
    () => continueAsNew<typeof messageCopies>(input),
  );
}
setWorkflowOptions({ versioningBehavior: 'AUTO_UPGRADE' }, messageCopies);
