import { errorAt, type Bound } from './form.ts';

/** Any number of a closed list. */
export function CheckList<T extends string>({
  label,
  bind,
  error,
  options,
  isOff = false,
}: {
  label: string;
  bind: Bound<readonly T[]>;
  error?: unknown;
  options: readonly (readonly [T, string])[];
  isOff?: boolean;
}) {
  const problem = errorAt(error, bind.name);
  const flip = (value: T, isOn: boolean): void =>
    bind.onChange(isOn ? [...bind.value, value] : bind.value.filter((each) => each !== value));
  return (
    <fieldset className="check-list" disabled={isOff}>
      <legend>{label}</legend>
      {problem !== undefined && <p className="field-problem">{problem}</p>}
      <div className="check-list-items">
        {options.map(([value, name]) => (
          <label key={value} className="check">
            <input
              type="checkbox"
              checked={bind.value.includes(value)}
              onChange={(event) => flip(value, event.target.checked)}
            />
            <span dir="auto">{name}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
