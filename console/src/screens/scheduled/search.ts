import { compact, oneOf, textOf, type RawSearch } from '../../api/search.ts';

/** What is listed, and which message is open. */
export interface ScheduledSearch {
  show?: 'trouble' | 'past';
  open?: string;
}

export const scheduledSearch = (raw: RawSearch): ScheduledSearch =>
  compact({ show: oneOf(raw['show'], ['trouble', 'past']), open: textOf(raw['open']) });
