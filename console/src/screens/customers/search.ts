import type { CustomerStatus, Severity } from '../../../../contracts/customers/kinds.ts';
import {
  amountOf,
  compact,
  currencyOf,
  isYes,
  oneOf,
  readAs,
  textOf,
  type RawSearch,
} from '../../api/search.ts';

const SORTS = ['overdue', 'total', 'name', 'lastContactAt'] as const;
const STATUSES = ['active', 'inactive', 'suspended', 'prospect'] as const satisfies readonly CustomerStatus[];
const SEVERITIES = ['high', 'medium', 'healthy', 'none'] as const satisfies readonly Severity[];

/** Filters and order of the table. */
export interface CustomersSearch {
  search?: string;
  status?: CustomerStatus;
  severity?: Severity;
  overdue?: true;
  unassigned?: true;
  /** AR or sales owner. */
  owner?: string;
  list?: string;
  label?: string;
  currency?: string;
  /** Overdue, or open, of at least so much. */
  overdueFrom?: string;
  openFrom?: string;
  sort?: (typeof SORTS)[number];
}

type Filters = ReturnType<typeof filtersOf>;

/** The same in the body of a call. */
export const bodyFilterOf = ({ statuses, severities, labelIds, ...rest }: Filters) => ({
  ...rest,
  ...(labelIds !== undefined && { labelIds: [labelIds] }),
  ...(statuses && { statuses: [statuses] }),
  ...(severities && { severities: [severities] }),
});

export const customersSearch = (raw: RawSearch): CustomersSearch =>
  compact({
    search: textOf(raw['search']),
    status: oneOf(raw['status'], STATUSES),
    severity: oneOf(raw['severity'], SEVERITIES),
    overdue: isYes(raw['overdue']),
    unassigned: isYes(raw['unassigned']),
    owner: textOf(raw['owner']),
    list: textOf(raw['list']),
    label: textOf(raw['label']),
    currency: readAs(raw['currency'], currencyOf),
    overdueFrom: readAs(raw['overdueFrom'], amountOf),
    openFrom: readAs(raw['openFrom'], amountOf),
    sort: oneOf(raw['sort'], SORTS),
  });

/** How many of the filters are set that stand behind "More filters". */
export const moreOf = ({ owner, list, label, currency, overdueFrom, openFrom }: CustomersSearch): number =>
  [owner, list, label, currency, overdueFrom, openFrom].filter((each) => each !== undefined).length;

/** The same as filters of the API. */
export function filtersOf(search: CustomersSearch) {
  const { status, severity, overdue, unassigned, overdueFrom, openFrom } = search;
  return {
    ...(search.search !== undefined && { search: search.search }),
    ...(status && { statuses: status }),
    ...(severity && { severities: severity }),
    ...(overdue && { overdue: 'positive' }),
    ...(overdueFrom !== undefined && { overdue: `gte:${overdueFrom}` }),
    ...(openFrom !== undefined && { balance: `gte:${openFrom}` }),
    ...(unassigned && { unassigned: 'ar' as const }),
    ...(search.owner !== undefined && { ownerId: search.owner }),
    ...(search.list !== undefined && { listId: search.list }),
    ...(search.label !== undefined && { labelIds: search.label }),
    ...(search.currency !== undefined && { currency: search.currency }),
  };
}
