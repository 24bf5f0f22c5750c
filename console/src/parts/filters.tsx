import { useEffect, useState, type ReactNode } from 'react';
import { words } from '../words/en.ts';
import { Field } from './fields.tsx';

const PAUSE_MS = 250;

/**
 * A text that counts after a pause in typing, and follows what is set from elsewhere, such as filters that are cleared.
 *
 * @param read what the text stands for; null: it is not understood, and nothing changes
 */
function useTyped(
  value: string | undefined,
  read: (text: string) => string | null,
  onChange: (value: string | undefined) => void,
) {
  const [text, setText] = useState(value ?? '');
  const [last, setLast] = useState({ value, sent: value });
  if (value !== last.value) {
    setLast({ value, sent: value });
    if (value !== last.sent) setText(value ?? '');
  }
  const typed = text.trim();
  const wanted = typed === '' ? undefined : read(typed);
  useEffect(() => {
    if (wanted === null || wanted === last.sent) return undefined;
    const timer = setTimeout(() => {
      setLast((before) => ({ ...before, sent: wanted }));
      onChange(wanted);
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  });
  return { text, setText, isWrong: wanted === null };
}

const asIs = (text: string): string => text;

/** What is typed counts after a pause in typing. */
export function SearchField({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string | undefined;
  onChange: (search: string | undefined) => void;
}) {
  const { text, setText } = useTyped(value, asIs, onChange);
  return (
    <input
      type="search"
      aria-label={label}
      placeholder={label}
      dir="auto"
      value={text}
      onChange={(event) => setText(event.target.value)}
    />
  );
}

/** A filter with a form of its own, such as an amount; what has another form is said, and does not count. */
export function TypedFilter({
  label,
  hint,
  value,
  read,
  onChange,
}: {
  label: string;
  /** The form it has. */
  hint: string;
  value: string | undefined;
  read: (text: string) => string | null;
  onChange: (value: string | undefined) => void;
}) {
  const { text, setText, isWrong } = useTyped(value, read, onChange);
  return (
    <Field label={label} problem={isWrong ? hint : undefined}>
      {(wiring) => (
        <input
          {...wiring}
          dir="auto"
          autoComplete="off"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      )}
    </Field>
  );
}

/** Filters that are needed now and then; open while one of them is set. */
export function MoreFilters({ count, children }: { count: number; children: ReactNode }) {
  const [isOpen, setOpen] = useState(count > 0);
  return (
    <details open={isOpen} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        {words.moreFilters}
        {count > 0 && <span className="count">{count}</span>}
      </summary>
      <div className="fields more-filters">{children}</div>
    </details>
  );
}

/** One of a closed list, or none. */
export function Choice<T extends string>({
  name,
  value,
  names,
  none = words.any,
  onChange,
}: {
  name: string;
  value: T | undefined;
  names: Readonly<Record<T, string>>;
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
        {Object.entries(names).map(([each, text]) => (
          <option key={each} value={each}>
            {String(text)}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Only those, or all. */
export function Check({
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
