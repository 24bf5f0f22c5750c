import { useEffect, useState } from 'react';
import { words } from '../words/en.ts';

const PAUSE_MS = 250;

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
  const [text, setText] = useState(value ?? '');
  const isDone = (value ?? '') === text.trim();
  useEffect(() => {
    if (isDone) return undefined;
    const timer = setTimeout(() => onChange(text.trim() || undefined), PAUSE_MS);
    return () => clearTimeout(timer);
  });
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
