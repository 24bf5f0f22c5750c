import type { CustomerStatus, Severity } from '../../../../contracts/customers/kinds.ts';
import { compact, isYes, oneOf, textOf, type RawSearch } from '../../api/search.ts';

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
  sort?: (typeof SORTS)[number];
}

type Filters = ReturnType<typeof filtersOf>;

/** The same in the body of a call. */
export const bodyFilterOf = ({ statuses, severities, ...rest }: Filters) => ({
  ...rest,
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
    sort: oneOf(raw['sort'], SORTS),
  });

/** The same as filters of the API. */
export function filtersOf({ search, status, severity, overdue, unassigned }: CustomersSearch) {
  return {
    ...(search !== undefined && { search }),
    ...(status && { statuses: status }),
    ...(severity && { severities: severity }),
    ...(overdue && { overdue: 'positive' }),
    ...(unassigned && { unassigned: 'ar' as const }),
  };
}
