import { useState } from 'react';
import type { FieldRule } from './rules.ts';
import { isMoney, scalarOf, shapeOf, type Field } from './rules.ts';
import type { PeriodUnit } from '../../../../../contracts/automations/kinds.ts';
import { usePages } from '../../../api/queries.ts';
import { automations as say, periodUnits } from '../../../words/automations.ts';

type Compared = Pick<FieldRule, 'op' | 'value' | 'currency'>;
interface Props {
  rule: Compared;
  field: Field | undefined;
  onChange: (change: Partial<Compared>) => void;
}

/** What a rule compares with, as its operator and its field want it. */
export function RuleValue({ rule, field, onChange }: Props) {
  const shape = shapeOf(rule.op);
  if (shape === 'none') return null;
  if (shape === 'span') return <SpanInput rule={rule} onChange={onChange} />;
  if (shape === 'many') return <ManyInput rule={rule} field={field} onChange={onChange} />;
  if (shape === 'range') {
    const value = (rule.value ?? {}) as { from?: string | number; to?: string | number };
    const set = (change: object): void =>
      onChange({ value: { from: value.from ?? '', to: value.to ?? '', ...change } });
    return (
      <>
        <One
          label={say.value}
          field={field}
          value={value.from}
          onChange={(text) => set({ from: scalarOf(text, field) })}
        />
        <span>{say.to}</span>
        <One
          label={`${say.to} ${say.value}`}
          field={field}
          value={value.to}
          onChange={(text) => set({ to: scalarOf(text, field) })}
        />
        <Currency rule={rule} field={field} onChange={onChange} />
      </>
    );
  }
  return (
    <>
      <One
        label={say.value}
        field={field}
        value={rule.value as string | number | undefined}
        onChange={(text) => onChange({ value: scalarOf(text, field) })}
      />
      <Currency rule={rule} field={field} onChange={onChange} />
    </>
  );
}

function Currency({ rule, field, onChange }: Props) {
  if (!isMoney(field)) return null;
  return (
    <input
      aria-label={say.currency}
      value={rule.currency ?? ''}
      maxLength={3}
      size={4}
      onChange={({ target }) => onChange({ currency: target.value.toUpperCase() })}
    />
  );
}

function One({
  label,
  field,
  value,
  onChange,
}: {
  label: string;
  field: Field | undefined;
  value: string | number | undefined;
  onChange: (text: string) => void;
}) {
  const text = value === undefined ? '' : String(value);
  const choices = field?.choices ?? null;
  if (choices !== null)
    return (
      <select aria-label={label} value={text} onChange={({ target }) => onChange(target.value)}>
        <option value="">–</option>
        {choices.map((choice) => (
          <option key={choice}>{choice}</option>
        ))}
      </select>
    );
  if (field?.refersTo)
    return <Reference label={label} of={field.refersTo} value={text} onChange={onChange} />;
  return (
    <input
      aria-label={label}
      type={field?.type === 'day' || field?.type === 'instant' ? 'date' : 'text'}
      inputMode={field?.type === 'number' || field?.type === 'money' ? 'decimal' : undefined}
      dir="auto"
      value={text}
      onChange={({ target }) => onChange(target.value)}
    />
  );
}

/** Something by its name, where it is of few; else by its id. */
function Reference({
  label,
  of,
  value,
  onChange,
}: {
  label: string;
  of: string;
  value: string;
  onChange: (id: string) => void;
}) {
  const options = useNamed(of);
  if (options === null)
    return (
      <input aria-label={label} value={value} onChange={({ target }) => onChange(target.value.trim())} />
    );
  return (
    <select aria-label={label} value={value} onChange={({ target }) => onChange(target.value)}>
      <option value="">–</option>
      {options.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  );
}

const LIMIT = { query: { limit: 200 } };
function useNamed(of: string): readonly { id: string; name: string }[] | null {
  const users = usePages('listUsers', LIMIT);
  const lists = usePages('listLists', LIMIT);
  const groups = usePages('listLabelGroups', LIMIT);
  const sequences = usePages('listSequences', LIMIT);
  const programs = usePages('listPrograms', LIMIT);
  const labels = groups.rows.flatMap((group) => group.labels);
  const all = {
    user: users.rows,
    list: lists.rows,
    label: labels,
    sequence: sequences.rows,
    program: programs.rows,
  };
  return all[of as keyof typeof all] ?? null;
}

function ManyInput({ rule, field, onChange }: Props) {
  const values = (Array.isArray(rule.value) ? rule.value : []).map(String);
  const [text, setText] = useState(values.join(', '));
  const options =
    useNamed(field?.refersTo ?? '') ?? field?.choices?.map((name) => ({ id: name, name })) ?? null;
  if (options !== null)
    return (
      <select
        multiple
        aria-label={say.value}
        value={values}
        onChange={({ target }) =>
          onChange({ value: [...target.selectedOptions].map((option) => option.value) })
        }
      >
        {options.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    );
  return (
    <input
      aria-label={say.value}
      dir="auto"
      value={text}
      onChange={({ target }) => {
        setText(target.value);
        const parts = target.value.split(',').map((part) => part.trim());
        onChange({ value: parts.filter((part) => part !== '').map((part) => scalarOf(part, field)) });
      }}
    />
  );
}

function SpanInput({ rule, onChange }: Omit<Props, 'field'>) {
  const span = (rule.value ?? { amount: 30, unit: 'day' }) as { amount: number; unit: PeriodUnit };
  return (
    <>
      <input
        aria-label={say.value}
        inputMode="numeric"
        size={4}
        value={String(span.amount)}
        onChange={({ target }) => onChange({ value: { ...span, amount: Number(target.value) } })}
      />
      <select
        aria-label={periodUnits[span.unit]}
        value={span.unit}
        onChange={({ target }) => onChange({ value: { ...span, unit: target.value as PeriodUnit } })}
      >
        {Object.entries(periodUnits).map(([unit, name]) => (
          <option key={unit} value={unit}>
            {name}
          </option>
        ))}
      </select>
    </>
  );
}
