import { Decimal } from 'decimal.js';
import type { RoundMode } from '../../contracts/imports/kinds.ts';
import { EVENTFUL_KINDS } from '../../contracts/receivables/kinds.ts';
import { NO_CODES } from './allocations.ts';
import type { ReadValue } from './csv-values.ts';
import { fitDecimals } from './fit-decimals.ts';
import type { MergeProblem } from './merge-customer.ts';
import { type DecimalMark, readAmount } from './read-amount.ts';
import { type DateReading, readDay } from './read-day.ts';

/** What happened to a record, as a row gives it. Money is an exact decimal string. */
export interface RecordEventInput {
  kind: string;
  /** `YYYY-MM-DD` */
  occurredOn: string;
  amount?: string | null | undefined;
  currency?: string | null | undefined;
  externalId?: string | null | undefined;
}

/** What happened to a record, as it is stored. */
export type RecordEvent = Record<'amount' | 'currency' | 'externalId', string | null> &
  Record<'kind' | 'occurredOn', string>;

/** Most events that one row brings; a record has as many as happen to it. */
export const MAX_EVENTS = 200;
const MAX_KIND = 100;
const MAX_EXTERNAL_ID = 200;
/** Currencies do not stand in parts; that of the record counts. */

/** Reads `signed:2026-11-20|charged:2026-11-21:12.50:E-7`: kind, day, and if wanted amount and external id of each. */
export function readEvents(
  text: string,
  { mark, dates }: { mark: DecimalMark | null; dates: DateReading },
): ReadValue<RecordEventInput[]> {
  const events: RecordEventInput[] = [];
  for (const part of text.split('|')) {
    const [kind = '', day = '', sum = '', ...rest] = part.split(':').map((each) => each.trim());
    const externalId = rest.join(':');
    if (kind === '' || day === '')
      return { ok: false, problem: 'must be written like `signed:2026-11-20|charged:2026-11-21:12.50:E-7`' };
    if (kind.length > MAX_KIND || externalId.length > MAX_EXTERNAL_ID)
      return {
        ok: false,
        problem: `names a kind of more than ${MAX_KIND} or an id of more than ${MAX_EXTERNAL_ID} letters`,
      };
    const occurredOn = readDay(day, dates);
    if (!occurredOn.ok) return { ok: false, problem: `names a day of ${kind} that ${occurredOn.problem}` };
    const read = sum === '' ? null : readAmount(sum, mark, NO_CODES);
    if (read?.ok === false) return { ok: false, problem: `names an amount of ${kind} that ${read.problem}` };
    const amount = read === null ? null : read.value.amount;
    if (amount?.startsWith('-'))
      return { ok: false, problem: `names an amount of ${kind} that must not be negative` };
    events.push({
      kind,
      occurredOn: occurredOn.value,
      amount,
      externalId: externalId === '' ? null : externalId,
    });
  }
  if (events.length > MAX_EVENTS) return { ok: false, problem: `names more than ${MAX_EVENTS} events` };
  return { ok: true, value: events };
}

/**
 * The events of a row that its record does not have yet (C16): one is found again by its external id, or without one by
 * its kind, day and amount, so that the same file twice tells nothing new.
 */
export function newEvents(
  given: readonly RecordEventInput[] | null | undefined,
  record: {
    kind: string;
    currency: string;
    stored: readonly RecordEvent[];
    round: RoundMode | null;
    decimalsOf: (currency: string) => number;
  },
): { events: RecordEvent[]; problems: MergeProblem[] } {
  if (!given || given.length === 0) return { events: [], problems: [] };
  if (!EVENTFUL_KINDS.some((kind) => kind === record.kind))
    return {
      events: [],
      problems: [{ column: 'events', message: `are for ${EVENTFUL_KINDS.join(', ')} only` }],
    };
  const problems: MergeProblem[] = [];
  const known = new Set(record.stored.map(markOf));
  const events: RecordEvent[] = [];
  for (const each of given) {
    const currency = each.amount == null ? null : (each.currency ?? record.currency);
    const amount =
      each.amount == null || currency === null
        ? null
        : fitDecimals(each.amount, record.decimalsOf(currency), record.round);
    if (each.amount != null && amount === null)
      problems.push({
        column: 'events',
        message: `names more decimals for ${each.kind} than ${currency} has`,
      });
    const { kind, occurredOn } = each;
    const event = { kind, occurredOn, amount, currency, externalId: each.externalId ?? null };
    const mark = markOf(event);
    if (known.has(mark)) continue;
    known.add(mark);
    events.push(event);
  }
  return { events, problems };
}

function markOf({ kind, occurredOn, amount, currency, externalId }: RecordEvent): string {
  if (externalId !== null) return JSON.stringify([externalId]);
  return JSON.stringify([kind, occurredOn, amount === null ? null : new Decimal(amount).toFixed(), currency]);
}
