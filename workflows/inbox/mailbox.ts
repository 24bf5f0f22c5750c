import {
  ActivityCancellationType,
  continueAsNew,
  proxyActivities,
  setCurrentDetails,
  setWorkflowOptions,
} from '@temporalio/workflow';
import type { InboxActivities } from '../../activities/index.ts';
import { TASK_QUEUES } from '../../contracts/task-queues.ts';
import { unlessCalledOff } from '../call-off.ts';
import { momentOf } from '../in-words.ts';
import { SOON_AGAIN } from '../options.ts';
import { lookUntilEnded } from '../wakes.ts';
import { mailboxChanged, type MailboxInput } from './mailbox.messages.ts';

/** It works for ten minutes and reads what it has begun; a worker that died is known by its beats, of which one may be lost. */
const { followMailbox } = proxyActivities<InboxActivities>({
  taskQueue: TASK_QUEUES.inbox,
  startToCloseTimeout: '1 hour',
  heartbeatTimeout: '30 seconds',
  // Two at once over one mailbox would do no harm, and be work for nothing.
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  // What its server says is no failure of it: a try that fails has lost its worker, or its database, as all the others have.
  retry: SOON_AGAIN,
});

/** What a mailbox waits for. */
const WHY = {
  login: 'The server refuses to let us in',
  sign_in: 'Somebody has to sign the mailbox in again',
  connection: 'The server cannot be reached',
} as const;

/**
 * Follows one mailbox (I1): what is in its folders is taken up, then what comes.
 * Started, or woken, by whoever saves the mailbox, and by the reconciler, after the row is committed. How far each folder is
 * read stands in PostgreSQL; a wake-up ends what is under way and looks again.
 * Waits on a durable timer while its server fails.
 * Ends when the mailbox has no server to receive from any more.
 */
export async function mailbox(input: MailboxInput): Promise<void> {
  await lookUntilEnded(
    mailboxChanged,
    async (isNews) => {
      setCurrentDetails('Following the mailbox: reading its folders, and waiting for mail.');
      const directive = await unlessCalledOff(isNews, () => followMailbox(input));
      if (directive?.kind !== 'wait') return directive;
      const { until, reason } = directive;
      const why = WHY[reason];
      setCurrentDetails(`${why}. It is tried again at ${momentOf(until)}.`);
      return { kind: 'wait', until, summary: why };
    },
    () => continueAsNew<typeof mailbox>(input),
  );
}
setWorkflowOptions({ versioningBehavior: 'AUTO_UPGRADE' }, mailbox);
