import { Check, Choice, SearchField } from '../../../parts/filters.tsx';
import { customerStatuses, severities } from '../../../words/kinds.ts';
import { customers as say } from '../../../words/screens.ts';
import type { CustomersSearch } from '../search.ts';

/** Without a choice the API sorts by severity. */
const { severity: _default, ...SORTS } = say.sorts;

interface Props {
  search: CustomersSearch;
  onChange: (change: Partial<CustomersSearch>) => void;
}

/** Filters and order; the search waits for a pause in typing, the rest is at once. */
export function CustomerFilters({ search, onChange }: Props) {
  return (
    <div className="row wrap filters">
      <SearchField label={say.search} value={search.search} onChange={(text) => onChange({ search: text })} />
      <Choice
        name={say.status}
        value={search.status}
        names={customerStatuses}
        onChange={(status) => onChange({ status })}
      />
      <Choice
        name={say.severity}
        value={search.severity}
        names={severities}
        onChange={(severity) => onChange({ severity })}
      />
      <Choice
        name={say.sort}
        value={search.sort}
        names={SORTS}
        none={say.sorts.severity}
        onChange={(sort) => onChange({ sort })}
      />
      <Check
        name={say.overdueOnly}
        isOn={search.overdue === true}
        onChange={(overdue) => onChange({ overdue })}
      />
      <Check
        name={say.unassigned}
        isOn={search.unassigned === true}
        onChange={(unassigned) => onChange({ unassigned })}
      />
    </div>
  );
}
