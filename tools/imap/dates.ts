import { BadCommand } from './tokens.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAY_MS = 86_400_000;

const two = (number: number, fill = '0'): string => `${number}`.padStart(2, fill);

/** Epoch milliseconds as IMAP writes an internal date, in UTC. */
export function internalDateOf(at: number): string {
  const date = new Date(at);
  const day = `${two(date.getUTCDate(), ' ')}-${MONTHS[date.getUTCMonth()]}-${date.getUTCFullYear()}`;
  const time = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map((part) => two(part));
  return `${day} ${time.join(':')} +0000`;
}

/** What `APPEND` says, as epoch milliseconds. @throws BadCommand */
export function instantOf(text: string): number {
  const at = Date.parse(text.trim().replace(/^(\d{1,2})-(\w{3})-(\d{4})/, '$1 $2 $3'));
  if (Number.isNaN(at)) throw new BadCommand(`not a date: ${text}`);
  return at;
}

/** The day `1-Nov-2026` as whole days since 1970. @throws BadCommand */
export function dayOf(text: string): number {
  const [, day, name = '', year] = /^(\d{1,2})-(\w{3})-(\d{4})$/.exec(text) ?? [];
  const month = MONTHS.findIndex((each) => each.toUpperCase() === name.toUpperCase());
  if (month < 0) throw new BadCommand(`not a day: ${text}`);
  return Date.UTC(Number(year), month, Number(day)) / DAY_MS;
}

/** The day of an instant in UTC, as whole days since 1970. */
export const dayAt = (at: number): number => Math.floor(at / DAY_MS);
