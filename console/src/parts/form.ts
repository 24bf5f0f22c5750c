import { useState } from 'react';
import { Problem } from '../api/problems.ts';

/** What is typed, until it is saved; a refusal leaves it. */
export interface Form<V extends object> {
  values: V;
  isDirty: boolean;
  set: (change: Partial<V>) => void;
  /** Another beginning, such as what somebody else saved. */
  reset: (values: V) => void;
  /** For the field of that name ({@link TextField} and its kin). */
  bind: <K extends keyof V & string>(name: K) => Bound<V[K]>;
}

/** A field's place in a form. */
export interface Bound<T> {
  name: string;
  value: T;
  onChange: (value: T) => void;
}

/** Fields of a form with what they begin with. */
export function useForm<V extends object>(initial: V): Form<V> {
  const [start, setStart] = useState(initial);
  const [values, setValues] = useState(initial);
  const set = (change: Partial<V>): void => setValues((before) => ({ ...before, ...change }));
  return {
    values,
    isDirty: JSON.stringify(values) !== JSON.stringify(start),
    set,
    reset: (next) => {
      setStart(next);
      setValues(next);
    },
    bind: (name) => ({
      name,
      value: values[name],
      onChange: (value) => set({ [name]: value } as unknown as Partial<V>),
    }),
  };
}

/** What the API says is wrong with a field. */
export const errorAt = (error: unknown, field: string): string | undefined =>
  error instanceof Problem ? error.errorAt(field) : undefined;

/** What is not filled in is not sent. */
export const filled = (text: string): string | undefined => (text.trim() === '' ? undefined : text.trim());

/** What is emptied is none. */
export const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());

/** A whole number that was typed; null: nothing was. What is none goes to the API as it is, which says so at the field. */
export function wholeOf(text: string): number | null {
  const typed = text.trim();
  if (typed === '') return null;
  return (/^-?\d{1,15}$/.test(typed) ? Number(typed) : typed) as number;
}

/** A number as a field shows it. */
export const textOfNumber = (value: number | null): string => (value === null ? '' : String(value));
