import { z } from 'zod';
import { Prisma } from './generated/client.ts';

/** Instant of a row as the API shows it: ISO 8601 in UTC, with milliseconds. */
export const isoOf = (date: Date): string => date.toISOString();

/** Like {@link isoOf}, for columns that may be empty. */
export const isoOrNull = (date: Date | null): string | null => date && date.toISOString();

/** `YYYY-MM-DD` of a `date` column. */
export const dayOf = (date: Date): string => date.toISOString().slice(0, 10);

/** Value for a `date` column from `YYYY-MM-DD`. */
export const dayToDate = (day: string): Date => new Date(`${day}T00:00:00.000Z`);

/** Exact decimal string of a `numeric` column: at least two decimals, at most the four that are stored. */
export function moneyOf(amount: Prisma.Decimal): string {
  return amount.toFixed(Math.max(2, amount.decimalPlaces()));
}

/** The same of a `numeric` that was read as text: for pages of many, where decimals would be most of the work. */
export function moneyOfText(amount: string): string {
  const [whole = '0', fraction = ''] = amount.split('.');
  return `${whole}.${fraction.replace(/0+$/, '').padEnd(2, '0')}`;
}

/** An instant of a raw row, as {@link isoOf} shows it. */
export const instantColumn = z.date().transform(isoOf);

/** A `date` of a raw row, as {@link dayOf} shows it. */
export const dayColumn = z.date().transform(dayOf);

/** A `numeric` of a raw row, as {@link moneyOf} shows it. */
export const moneyColumn = z.instanceof(Prisma.Decimal).transform(moneyOf);

/** Epoch milliseconds as the value of a column; null and what is left out stay. */
export function dateOf<T extends number | null | undefined>(at: T) {
  return typeof at === 'number' ? new Date(at) : (at as Exclude<T, number>);
}

/** A plain value for a `jsonb` column; members that are `undefined` are left out. */
export function jsonOf(value: unknown): Prisma.InputJsonValue | typeof Prisma.DbNull {
  if (value === undefined || value === null) return Prisma.DbNull;
  return JSON.parse(JSON.stringify(value)) as Prisma.InputJsonValue;
}
