import type { WaitReason } from '../../../../contracts/sending/kinds.ts';
import type { StepType } from '../../../../contracts/sequences/kinds.ts';
import { compact, isYes, oneOf, textOf, type RawSearch } from '../../api/search.ts';
import { waitReasons } from '../../words/kinds.ts';

/** What the queue shows: its filters, and the row that is open. */
export interface QueueSearch {
  tab?: 'paused' | 'upcoming';
  type?: StepType;
  mine?: true;
  errors?: true;
  /** Part of the customer's name or number. */
  q?: string;
  held?: WaitReason;
  list?: string;
  row?: string;
}

const TYPES = ['email', 'sms', 'call', 'task', 'social'] as const satisfies readonly StepType[];

export const queueSearch = (raw: RawSearch): QueueSearch =>
  compact({
    tab: oneOf(raw['tab'], ['paused', 'upcoming']),
    type: oneOf(raw['type'], TYPES),
    mine: isYes(raw['mine']),
    errors: isYes(raw['errors']),
    q: textOf(raw['q']),
    held: oneOf(raw['held'], Object.keys(waitReasons) as WaitReason[]),
    list: textOf(raw['list']),
    row: textOf(raw['row']),
  });

/** The same as filters of the API. */
export function filtersOf({ tab, type, mine, errors, q, held, list }: QueueSearch, myId: string) {
  return {
    include: tab ?? ('due' as const),
    ...(type && { type }),
    ...(mine && { assigneeId: myId }),
    ...(errors && { error: 'true' as const }),
    ...(q && { search: q }),
    ...(held && { heldReason: held }),
    ...(list && { listId: list }),
  };
}
