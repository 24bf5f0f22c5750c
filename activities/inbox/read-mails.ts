import { readMails as read, type ReadingReport } from '../../commands/inbox/suggestions/read-mails.ts';
import type { ActivityDeps } from '../deps.ts';
import { isGivenUp } from '../stopping.ts';
import { whileBeating } from '../while-beating.ts';

/** Has the language model read replies (I8). Its result is counts. */
export function createReadMails(deps: ActivityDeps) {
  return function readMails(): Promise<ReadingReport> {
    return whileBeating(deps, () => read(deps, { isOver: () => isGivenUp(deps) }));
  };
}
