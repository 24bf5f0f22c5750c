import { amountOf, currencyOf } from '../../../api/search.ts';
import { Check, Choice, MoreFilters, SearchField, TypedFilter } from '../../../parts/filters.tsx';
import { TextField } from '../../../parts/fields.tsx';
import { LabelFilter } from '../../../parts/label-pick.tsx';
import { invoices as say } from '../../../words/invoices.ts';
import { customers, today } from '../../../words/screens.ts';
import { moreOf, type InvoicesSearch } from '../search.ts';

interface Props {
  search: InvoicesSearch;
  onChange: (change: Partial<InvoicesSearch>) => void;
}

/** Filters and order; they live in the address. */
export function InvoiceFilters({ search, onChange }: Props) {
  return (
    <div className="row wrap filters">
      <SearchField label={say.search} value={search.search} onChange={(text) => onChange({ search: text })} />
      <Choice
        name={say.group}
        value={search.group}
        names={say.groups}
        onChange={(group) => onChange({ group })}
      />
      <Choice
        name={say.sort}
        value={search.sort === 'dueOn' ? undefined : search.sort}
        names={say.sorts}
        none={say.byDue}
        onChange={(sort) => onChange({ sort })}
      />
      <Check
        name={say.disputedOnly}
        isOn={search.disputed === true}
        onChange={(disputed) => onChange({ disputed })}
      />
      <More search={search} onChange={onChange} />
    </div>
  );
}

function More({ search, onChange }: Props) {
  const { bucket, label, currency, dueFrom, dueTo, balanceFrom } = search;
  const day = (name: 'dueFrom' | 'dueTo', value: string | undefined) => ({
    name,
    value: value ?? '',
    onChange: (text: string) => onChange({ [name]: text === '' ? undefined : text }),
  });
  return (
    <MoreFilters count={moreOf(search)}>
      <Choice
        name={say.bucket}
        value={bucket}
        names={today.buckets}
        onChange={(next) => onChange({ bucket: next })}
      />
      <TextField kind="date" label={say.dueFrom} bind={day('dueFrom', dueFrom)} />
      <TextField kind="date" label={say.dueTo} bind={day('dueTo', dueTo)} />
      <LabelFilter label={say.label} id={label} onChange={(next) => onChange({ label: next })} />
      <TypedFilter
        label={customers.currency}
        hint={customers.currencyForm}
        value={currency}
        read={currencyOf}
        onChange={(next) => onChange({ currency: next })}
      />
      <TypedFilter
        label={say.balanceFrom}
        hint={customers.amountForm}
        value={balanceFrom}
        read={amountOf}
        onChange={(next) => onChange({ balanceFrom: next })}
      />
    </MoreFilters>
  );
}
