import { ApplicationFailure } from '@temporalio/activity';
import { ApplicationFailureCategory } from '@temporalio/common';
import type { ActivityDeps } from '../deps.ts';

type Lining = Pick<ActivityDeps, 'mailLine'>;

/**
 * Turns a mail away before anything is read of it, while so many wait in this process for their connections that what is
 * no mail would find nobody free: Temporal brings it back, without an event. `mayWait`: asked only then; never what a
 * person sends.
 *
 * @throws ApplicationFailure `mail_line`, benign
 */
export async function turnAwayIfCrowded(
  deps: Lining,
  { id, mayWait }: { id: string; mayWait: () => Promise<boolean> },
): Promise<void> {
  if (deps.mailLine.isCrowded() && (await mayWait())) throw turnedAway(deps, id);
}

/** Nothing was tried; each of a crowd comes back after the one before. */
export function turnedAway({ mailLine }: Lining, id: string): ApplicationFailure {
  return ApplicationFailure.create({
    type: 'mail_line',
    message: `mail_line ${id}`,
    nextRetryDelay: mailLine.turnAway(),
    category: ApplicationFailureCategory.BENIGN,
  });
}
