import { useId, useState, type KeyboardEvent } from 'react';
import { words } from '../words/en.ts';

export interface Option {
  id: string;
  name: string;
  /** What tells it from another of the same name. */
  about?: string;
}

/**
 * One of many, found by typing. Late results never change what Enter takes: it takes the option that is marked.
 *
 * @param useOptions reads what is found for a text
 */
export function Combobox({
  label,
  value,
  onChange,
  useOptions,
  problem,
  autoFocus = false,
}: {
  label: string;
  value: Option | null;
  onChange: (option: Option | null) => void;
  useOptions: (text: string) => { options: readonly Option[]; isPending: boolean };
  problem?: string | undefined;
  autoFocus?: boolean;
}) {
  const id = useId();
  const [text, setText] = useState<string | null>(null);
  const [marked, setMarked] = useState<string | null>(null);
  const { options, isPending } = useOptions(text ?? '');
  const isOpen = text !== null;
  const at = options.findIndex((each) => each.id === marked);
  const take = (option: Option | undefined): void => {
    if (option === undefined) return;
    onChange(option);
    setText(null);
    setMarked(null);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setText((before) => before ?? '');
      setMarked(options[Math.max(0, Math.min(options.length - 1, at + step))]?.id ?? null);
    } else if (event.key === 'Enter' && isOpen) {
      event.preventDefault();
      take(options[at]);
    } else if (event.key === 'Escape' && isOpen) {
      event.stopPropagation();
      setText(null);
    }
  };
  return (
    <div className="field combobox">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        role="combobox"
        dir="auto"
        autoComplete="off"
        autoFocus={autoFocus}
        aria-expanded={isOpen}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-invalid={problem !== undefined}
        {...(isOpen && at >= 0 && { 'aria-activedescendant': `${id}-${marked}` })}
        value={text ?? value?.name ?? ''}
        onChange={(event) => {
          setText(event.target.value);
          setMarked(null);
          if (event.target.value === '') onChange(null);
        }}
        onKeyDown={onKeyDown}
        onBlur={() => setText(null)}
      />
      {problem !== undefined && <p className="field-problem">{problem}</p>}
      <ul id={`${id}-list`} role="listbox" aria-label={label} hidden={!isOpen}>
        {options.map((option) => (
          <li
            key={option.id}
            id={`${id}-${option.id}`}
            role="option"
            aria-selected={option.id === marked}
            onMouseDown={(event) => {
              event.preventDefault();
              take(option);
            }}
          >
            <span dir="auto">{option.name}</span>{' '}
            {option.about !== undefined && (
              <span className="muted" dir="auto">
                {option.about}
              </span>
            )}
          </li>
        ))}
      </ul>
      {isOpen && !isPending && options.length === 0 && <p className="muted">{words.search.none}</p>}
    </div>
  );
}
