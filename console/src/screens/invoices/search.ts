import { compact, isYes, oneOf, textOf, type RawSearch } from '../../api/search.ts';

const GROUPS = ['current', 'overdue', 'closed'] as const;
const SORTS = ['dueOn', 'issuedOn', 'number', 'amount', 'balance'] as const;

/** Filters and order of the table, and which invoice is open. */
export interface InvoicesSearch {
  search?: string | undefined;
  group?: (typeof GROUPS)[number] | undefined;
  disputed?: true | undefined;
  sort?: (typeof SORTS)[number] | undefined;
  invoice?: string | undefined;
}

export const invoicesSearch = (raw: RawSearch): InvoicesSearch =>
  compact({
    search: textOf(raw['search']),
    group: oneOf(raw['group'], GROUPS),
    disputed: isYes(raw['disputed']),
    sort: oneOf(raw['sort'], SORTS),
    invoice: textOf(raw['invoice']),
  });

/** The same as filters of the API. */
export const filtersOf = ({ search, group, disputed }: InvoicesSearch) => ({
  ...(search !== undefined && { search }),
  ...(group && { group }),
  ...(disputed && { isDisputed: 'true' as const }),
});

/** The same in the body of a call. */
export const bodyFilterOf = ({ search, group, disputed }: InvoicesSearch) => ({
  ...(search !== undefined && { search }),
  ...(group && { group }),
  ...(disputed && { isDisputed: true }),
});
