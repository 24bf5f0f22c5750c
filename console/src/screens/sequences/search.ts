import { compact, oneOf, textOf, type RawSearch } from '../../api/search.ts';

const STATUSES = ['draft', 'active', 'paused', 'ended', 'archived'] as const;

/** Which sequences are shown. */
export interface SequencesSearch {
  search?: string | undefined;
  status?: (typeof STATUSES)[number] | undefined;
}

export const sequencesSearch = (raw: RawSearch): SequencesSearch =>
  compact({ search: textOf(raw['search']), status: oneOf(raw['status'], STATUSES) });
