import type { StepType } from '../../../../contracts/sequences/kinds.ts';
import { compact, isYes, oneOf, textOf, type RawSearch } from '../../api/search.ts';

/** What the queue shows: its filters, and the row that is open. */
export interface QueueSearch {
  tab?: 'paused' | 'upcoming';
  type?: StepType;
  mine?: true;
  errors?: true;
  row?: string;
}

const TYPES = ['email', 'sms', 'call', 'task', 'social'] as const satisfies readonly StepType[];

export const queueSearch = (raw: RawSearch): QueueSearch =>
  compact({
    tab: oneOf(raw['tab'], ['paused', 'upcoming']),
    type: oneOf(raw['type'], TYPES),
    mine: isYes(raw['mine']),
    errors: isYes(raw['errors']),
    row: textOf(raw['row']),
  });

/** The same as filters of the API. */
export function filtersOf({ tab, type, mine, errors }: QueueSearch, myId: string) {
  return {
    include: tab ?? ('due' as const),
    ...(type && { type }),
    ...(mine && { assigneeId: myId }),
    ...(errors && { error: 'true' as const }),
  };
}
