import { compact, oneOf, textOf, type RawSearch } from '../../api/search.ts';

const TABS = ['plan', 'customers', 'dry', 'runs', 'report', 'settings'] as const;
const WHICH = ['enrolled', 'not_enrolled'] as const;
const GROUPS = ['run', 'touchpoint', 'customer', 'label', 'month'] as const;

/** Which part of a program is shown, and how. */
export interface ProgramSearch {
  tab?: (typeof TABS)[number] | undefined;
  search?: string | undefined;
  which?: (typeof WHICH)[number] | undefined;
  by?: (typeof GROUPS)[number] | undefined;
}

export const programSearch = (raw: RawSearch): ProgramSearch =>
  compact({
    tab: oneOf(raw['tab'], TABS),
    search: textOf(raw['search']),
    which: oneOf(raw['which'], WHICH),
    by: oneOf(raw['by'], GROUPS),
  });
