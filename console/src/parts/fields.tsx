import { useId, type ReactNode } from 'react';
import { errorAt, type Bound } from './form.ts';

interface FieldProps<T> {
  label: string;
  bind: Bound<T>;
  /** What the API refused, shown at the field that it names. */
  error?: unknown;
  /** Where the API names the field otherwise. */
  errorField?: string;
  hint?: string;
  isRequired?: boolean;
  isOff?: boolean;
  autoFocus?: boolean;
}

/** Attributes of an input whose label, hint and refusal stand around it. */
interface Wiring {
  id: string;
  'aria-invalid': boolean;
  'aria-describedby'?: string;
}

/** A label, what is wrong, what is meant; the input is the caller's. */
export function Field({
  label,
  problem,
  hint,
  children,
}: {
  label: string;
  problem?: string | undefined;
  hint?: string | undefined;
  children: (wiring: Wiring) => ReactNode;
}) {
  const id = useId();
  const about = [problem !== undefined && `${id}-problem`, hint !== undefined && `${id}-hint`].filter(
    Boolean,
  );
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        'aria-invalid': problem !== undefined,
        ...(about.length > 0 && { 'aria-describedby': about.join(' ') }),
      })}
      {problem !== undefined && (
        <p id={`${id}-problem`} className="field-problem">
          {problem}
        </p>
      )}
      {hint !== undefined && (
        <p id={`${id}-hint`} className="muted field-hint">
          {hint}
        </p>
      )}
    </div>
  );
}

/** Input elements that are texts to the form: numbers and amounts stay digits, days `YYYY-MM-DD`, times `HH:mm`. */
type TextKind =
  'text' | 'email' | 'tel' | 'url' | 'date' | 'datetime-local' | 'time' | 'number' | 'amount' | 'password';

/** One line. */
export function TextField({
  kind = 'text',
  label,
  bind,
  error,
  errorField,
  hint,
  isRequired = false,
  isOff = false,
  autoFocus = false,
  placeholder,
}: FieldProps<string> & { kind?: TextKind; placeholder?: string }) {
  return (
    <Field label={label} hint={hint} problem={errorAt(error, errorField ?? bind.name)}>
      {(wiring) => (
        <input
          {...wiring}
          type={kind === 'amount' || kind === 'number' ? 'text' : kind}
          {...(kind === 'amount' && { inputMode: 'decimal' as const })}
          {...(kind === 'number' && { inputMode: 'numeric' as const })}
          dir="auto"
          value={bind.value}
          required={isRequired}
          disabled={isOff}
          autoFocus={autoFocus}
          placeholder={placeholder}
          autoComplete="off"
          onChange={(event) => bind.onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

/** Several lines. */
export function TextArea({
  label,
  bind,
  error,
  errorField,
  hint,
  isRequired = false,
  isOff = false,
  autoFocus = false,
  rows = 6,
}: FieldProps<string> & { rows?: number }) {
  return (
    <Field label={label} hint={hint} problem={errorAt(error, errorField ?? bind.name)}>
      {(wiring) => (
        <textarea
          {...wiring}
          rows={rows}
          dir="auto"
          value={bind.value}
          required={isRequired}
          disabled={isOff}
          autoFocus={autoFocus}
          onChange={(event) => bind.onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

/** One of a closed list, with its words. */
export function SelectField<T extends string>({
  label,
  bind,
  error,
  errorField,
  hint,
  isOff = false,
  autoFocus = false,
  options,
}: FieldProps<T> & { options: readonly (readonly [T, string])[] }) {
  return (
    <Field label={label} hint={hint} problem={errorAt(error, errorField ?? bind.name)}>
      {(wiring) => (
        <select
          {...wiring}
          value={bind.value}
          disabled={isOff}
          autoFocus={autoFocus}
          onChange={(event) => bind.onChange(event.target.value as T)}
        >
          {options.map(([value, name]) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** Yes or no. */
export function CheckField({ label, bind, error, errorField, hint, isOff = false }: FieldProps<boolean>) {
  const id = useId();
  const problem = errorAt(error, errorField ?? bind.name);
  return (
    <div className="field">
      <label className="check">
        <input
          type="checkbox"
          checked={bind.value}
          disabled={isOff}
          aria-invalid={problem !== undefined}
          {...((problem ?? hint) !== undefined && { 'aria-describedby': id })}
          onChange={(event) => bind.onChange(event.target.checked)}
        />
        {label}
      </label>
      {(problem ?? hint) !== undefined && (
        <p id={id} className={problem === undefined ? 'muted field-hint' : 'field-problem'}>
          {problem ?? hint}
        </p>
      )}
    </div>
  );
}

/** Options of a closed list in its order, from its words. */
export const optionsOf = <T extends string>(names: Record<T, string>): (readonly [T, string])[] =>
  Object.entries(names) as [T, string][];
