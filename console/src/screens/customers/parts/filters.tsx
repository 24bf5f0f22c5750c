import { useCall } from '../../../api/queries.ts';
import { amountOf, currencyOf } from '../../../api/search.ts';
import { Check, Choice, MoreFilters, SearchField, TypedFilter } from '../../../parts/filters.tsx';
import { LabelFilter } from '../../../parts/label-pick.tsx';
import { ListPick, UserPick } from '../../../parts/picks.tsx';
import { customerStatuses, severities } from '../../../words/kinds.ts';
import { customers as say } from '../../../words/screens.ts';
import { moreOf, type CustomersSearch } from '../search.ts';

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
      <More search={search} onChange={onChange} />
    </div>
  );
}

function More({ search, onChange }: Props) {
  const { owner, list, label, currency } = search;
  return (
    <MoreFilters count={moreOf(search)}>
      <OwnerFilter id={owner} onChange={(next) => onChange({ owner: next })} />
      <ListFilter id={list} onChange={(next) => onChange({ list: next })} />
      <LabelFilter label={say.label} id={label} onChange={(next) => onChange({ label: next })} />
      <TypedFilter
        label={say.currency}
        hint={say.currencyForm}
        value={currency}
        read={currencyOf}
        onChange={(next) => onChange({ currency: next })}
      />
      <TypedFilter
        label={say.overdueFrom}
        hint={say.amountForm}
        value={search.overdueFrom}
        read={amountOf}
        onChange={(next) => onChange({ overdueFrom: next })}
      />
      <TypedFilter
        label={say.openFrom}
        hint={say.amountForm}
        value={search.openFrom}
        read={amountOf}
        onChange={(next) => onChange({ openFrom: next })}
      />
    </MoreFilters>
  );
}

interface IdFilter {
  id: string | undefined;
  onChange: (id: string | undefined) => void;
}

function OwnerFilter({ id, onChange }: IdFilter) {
  const read = useCall('getUser', { params: { userId: id ?? '' } }, { isOn: id !== undefined });
  return (
    <UserPick
      label={say.anyOwner}
      value={id === undefined ? null : { id, name: read.data?.name ?? '…' }}
      onChange={(option) => onChange(option?.id)}
    />
  );
}

function ListFilter({ id, onChange }: IdFilter) {
  const read = useCall('getList', { params: { listId: id ?? '' } }, { isOn: id !== undefined });
  return (
    <ListPick
      label={say.list}
      value={id === undefined ? null : { id, name: read.data?.name ?? '…' }}
      onChange={(option) => onChange(option?.id)}
    />
  );
}
