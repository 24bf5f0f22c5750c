import { compact, oneOf, textOf, type RawSearch } from '../../api/search.ts';

/** What the imports show: a file, past ones or profiles, and the import that is open. */
export interface ImportsSearch {
  tab?: 'past' | 'profiles';
  open?: string;
}

export const importsSearch = (raw: RawSearch): ImportsSearch =>
  compact({ tab: oneOf(raw['tab'], ['past', 'profiles']), open: textOf(raw['open']) });
