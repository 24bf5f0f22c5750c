import { ApplicationFailure } from '@temporalio/activity';
import { ApplicationFailureCategory } from '@temporalio/common';
import type { ActivityDeps } from '../deps.ts';

/**
 * Turns a mail away before anything is read of it, while so many wait in this process for their connections that what is
 * no mail would find nobody free: Temporal brings it back, without an event.
 *
 * @throws ApplicationFailure `mail_line`, benign
 */
export async function turnAwayIfCrowded(
  { mailLine }: Pick<ActivityDeps, 'mailLine'>,
  { id, isMail = () => Promise.resolve(true) }: { id: string; isMail?: () => Promise<boolean> },
): Promise<void> {
  if (!mailLine.isCrowded() || !(await isMail())) return;
  throw ApplicationFailure.create({
    type: 'mail_line',
    message: `mail_line ${id}`,
    nextRetryDelay: mailLine.turnAway(),
    category: ApplicationFailureCategory.BENIGN,
  });
}
