import { compact, textOf, type RawSearch } from '../../api/search.ts';

/** Which message of a batch is open. */
export interface ReviewSearch {
  item?: string;
}

export const reviewSearch = (raw: RawSearch): ReviewSearch => compact({ item: textOf(raw['item']) });
