import { useEffect, useState } from 'react';
import { customerStatuses, severities } from '../../../words/kinds.ts';
import { customers as say } from '../../../words/screens.ts';
import type { CustomersSearch } from '../search.ts';

const PAUSE_MS = 250;
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
      <SearchField search={search} onChange={onChange} />
      <Choice
        name={say.status}
        value={search.status}
        words={customerStatuses}
        onChange={(status) => onChange({ status })}
      />
      <Choice
        name={say.severity}
        value={search.severity}
        words={severities}
        onChange={(severity) => onChange({ severity })}
      />
      <Choice
        name={say.sort}
        value={search.sort}
        words={SORTS}
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

function SearchField({ search, onChange }: Props) {
  const [text, setText] = useState(search.search ?? '');
  const isDone = (search.search ?? '') === text.trim();
  useEffect(() => {
    if (isDone) return undefined;
    const timer = setTimeout(() => onChange({ search: text.trim() || undefined }), PAUSE_MS);
    return () => clearTimeout(timer);
  });
  return (
    <input
      type="search"
      aria-label={say.search}
      placeholder={say.search}
      dir="auto"
      value={text}
      onChange={(event) => setText(event.target.value)}
    />
  );
}

function Choice<T extends string>({
  name,
  value,
  words,
  none = say.any,
  onChange,
}: {
  name: string;
  value: T | undefined;
  words: Readonly<Record<T, string>>;
  /** What it is when nothing is chosen. */
  none?: string;
  onChange: (value: T | undefined) => void;
}) {
  return (
    <label>
      {name}{' '}
      <select
        value={value ?? ''}
        onChange={(event) => onChange((event.target.value || undefined) as T | undefined)}
      >
        <option value="">{none}</option>
        {Object.entries(words).map(([each, text]) => (
          <option key={each} value={each}>
            {String(text)}
          </option>
        ))}
      </select>
    </label>
  );
}

function Check({
  name,
  isOn,
  onChange,
}: {
  name: string;
  isOn: boolean;
  onChange: (isOn: true | undefined) => void;
}) {
  return (
    <label className="check">
      <input
        type="checkbox"
        checked={isOn}
        onChange={(event) => onChange(event.target.checked || undefined)}
      />
      {name}
    </label>
  );
}
