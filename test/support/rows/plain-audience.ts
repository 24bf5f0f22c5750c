import type {
  AudienceGroup,
  AudienceNode,
  FieldRule,
  Period,
  RecordsRule,
} from '../../../contracts/automations/audiences.ts';
import { COMPLEMENT_OF } from '../../../contracts/automations/kinds.ts';
import {
  CUSTOMER_FIELDS,
  RELATED_KINDS,
  type AudienceField,
  type RecordKind,
  type RelatedName,
} from '../../../domain/automations/catalogue.ts';

/** A plain value: instants are epoch milliseconds, money an exact decimal string, sets arrays. */
type Value = string | number | boolean | null | readonly string[];
/** A record, or a customer: its fields, its properties, and its currency. */
export interface PlainRecord {
  id: string;
  currency: string | null;
  fields: Readonly<Record<string, Value>>;
  properties: Readonly<Record<string, unknown>>;
  /** What it has itself, by name, and the currency in which sums of these compare. */
  records?: Readonly<Record<string, readonly PlainRecord[]>>;
  ownCurrency?: string | null;
}
export interface PlainCustomer extends PlainRecord {
  records: Readonly<Record<RelatedName, readonly PlainRecord[]>>;
}
/** When it is asked: the day, and what a day is in instants. */
export interface PlainMoment {
  today: string;
  startOf(day: string): number;
}

type Said = Pick<FieldRule, 'op' | 'value' | 'currency'>;

/** Who belongs to an audience, in loops and without SQL, as the rules of A3 say it. */
export function plainlyFits(tree: AudienceGroup, customer: PlainCustomer, moment: PlainMoment): boolean {
  return groupFits(tree, customer, { fields: CUSTOMER_FIELDS, records: RELATED_KINDS }, moment);
}

/** What can be asked of a row. */
interface Kind {
  fields: Readonly<Record<string, AudienceField>>;
  records?: Readonly<Record<string, RecordKind & Pick<Kind, 'records'>>>;
}

function groupFits({ kind, nodes }: AudienceGroup, row: PlainRecord, of: Kind, moment: PlainMoment): boolean {
  const fits = nodes.map((node: AudienceNode) => {
    if (node.kind === 'field') return ruleFits(node, row, of.fields, moment);
    return node.kind === 'records' ? recordsFit(node, row, of, moment) : groupFits(node, row, of, moment);
  });
  if (kind === 'all') return fits.every(Boolean);
  return kind === 'any' ? fits.some(Boolean) : !fits.some(Boolean);
}

function ruleFits(
  rule: FieldRule,
  row: PlainRecord,
  fields: Readonly<Record<string, AudienceField>>,
  moment: PlainMoment,
): boolean {
  if (!rule.field.startsWith('property:')) {
    return fits(
      fields[rule.field] as AudienceField,
      row.fields[rule.field] ?? null,
      rule,
      row.currency,
      moment,
    );
  }
  const stored = row.properties[rule.field.slice('property:'.length)];
  const value =
    typeof stored === 'boolean' || typeof stored === 'number' || typeof stored === 'string' ? stored : null;
  const type = typeOfProperty(rule);
  // Only fields of records are days by their instant.
  const asked = type === 'day' && typeof value === 'number' ? null : value;
  return fits({ type }, asked, rule, row.currency, moment);
}

/** A property has no type: the rule's operator and value say which one it is asked for. */
function typeOfProperty({ op, value }: FieldRule): 'text' | 'number' | 'flag' | 'day' {
  if (op === 'is_true' || op === 'is_false') return 'flag';
  if (/^(on|not_on|before|after|in_|not_in_)/.test(op)) return 'day';
  if (op === 'between' || op === 'not_between')
    return typeof (value as { from: unknown }).from === 'number' ? 'number' : 'day';
  if (typeof value === 'number') return 'number';
  return /^(more|less|at)_/.test(op) ? 'number' : 'text';
}

function fits(
  field: AudienceField,
  value: Value,
  said: Said,
  currency: string | null,
  moment: PlainMoment,
): boolean {
  const { op } = said;
  const positive = (COMPLEMENT_OF as Record<string, Said['op']>)[op];
  if (positive !== undefined) return !fits(field, value, { ...said, op: positive }, currency, moment);
  if (op === 'is_set') return Array.isArray(value) ? value.length > 0 : value !== null && value !== '';
  if (field.type === 'set') {
    const wanted = said.value as readonly string[];
    const held = (value ?? []) as readonly string[];
    return op === 'has_all'
      ? wanted.every((id) => held.includes(id))
      : wanted.some((id) => held.includes(id));
  }
  if (value === null) return false;
  switch (field.type) {
    case 'flag':
      return value === true;
    case 'choice':
    case 'reference':
      return [said.value].flat().includes(value as string);
    case 'text':
      return textFits(typeof value === 'string' ? value : String(value), said);
    case 'number':
      return typeof value === 'number' && numberFits(value, said, Number);
    case 'money':
      return currency === said.currency && numberFits(cents(value), said, cents);
    case 'day':
      if (typeof value === 'number') return dayFits(dayAt(value, moment), said, moment);
      return typeof value === 'string' && isDay(value) && dayFits(value, said, moment);
    case 'instant':
      return typeof value === 'number' && dayFits(dayAt(value, moment), said, moment);
    default:
      return false;
  }
}

const cents = (amount: unknown): number => Math.round(Number(amount) * 100);
const DAY_MS = 86_400_000;

/** A text that names a day of the calendar: not 31 February. */
const isDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) && after(text, 0) === text;

/** The local day of an instant, found by looking at every day. */
function dayAt(at: number, { startOf }: PlainMoment): string {
  let day = new Date(at - 2 * DAY_MS).toISOString().slice(0, 10);
  for (let next = after(day, 1); startOf(next) <= at; next = after(day, 1)) day = next;
  return day;
}

const after = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

function textFits(text: string, { op, value }: Said): boolean {
  const own = text.toLowerCase();
  const wanted = [value].flat().map((one) => String(one).toLowerCase());
  if (op === 'contains') return own.includes(wanted[0] ?? '');
  if (op === 'starts_with') return own.startsWith(wanted[0] ?? '');
  return wanted.includes(own);
}

function numberFits(own: number, { op, value }: Said, read: (value: unknown) => number): boolean {
  if (op === 'between') {
    const { from, to } = value as { from: unknown; to: unknown };
    return own >= read(from) && own <= read(to);
  }
  const wanted = read(value);
  switch (op) {
    case 'more_than':
      return own > wanted;
    case 'less_than':
      return own < wanted;
    case 'at_least':
      return own >= wanted;
    case 'at_most':
      return own <= wanted;
    default:
      return own === wanted;
  }
}

function dayFits(day: string, { op, value }: Said, { today }: PlainMoment): boolean {
  switch (op) {
    case 'on':
      return day === value;
    case 'before':
      return day < String(value);
    case 'after':
      return day > String(value);
    case 'between': {
      const { from, to } = value as { from: string; to: string };
      return day >= from && day <= to;
    }
    case 'in_last':
      return day <= today && day > back(today, value as Span, -1);
    default:
      return day >= today && day < back(today, value as Span, 1);
  }
}

interface Span {
  amount: number;
  unit: 'day' | 'week' | 'month';
}

/** A day moved by a span; a month ends where the other one does. */
function back(day: string, { amount, unit }: Span, sign: number): string {
  if (unit !== 'month') return after(day, sign * amount * (unit === 'week' ? 7 : 1));
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  const last = new Date(Date.UTC(year, month + sign * amount, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + sign * amount, Math.min(date, last))).toISOString().slice(0, 10);
}

function recordsFit(rule: RecordsRule, row: PlainRecord, of: Kind, moment: PlainMoment): boolean {
  const kind = of.records?.[rule.of];
  if (kind === undefined) throw new TypeError(`no such records: ${rule.of}`);
  const dateOf = (record: PlainRecord, name: string): string | null => {
    const value = record.fields[name] ?? null;
    return typeof value === 'number' ? dayAt(value, moment) : (value as string | null);
  };
  const { where } = rule;
  const rows = (row.records?.[rule.of] ?? []).filter(
    (record) =>
      (!rule.period || isWithin(dateOf(record, rule.period.on ?? kind.dateField), rule.period, moment)) &&
      (!where || groupFits(where, record, kind, moment)),
  );
  switch (rule.measure) {
    case 'exists':
      return rows.length > 0;
    case 'none':
      return rows.length === 0;
    case 'latest': {
      const key = ({ fields, id }: PlainRecord): [number, string, string] => {
        const value = fields[kind.dateField] ?? null;
        const at = typeof value === 'number' ? value : Date.parse(`${String(value)}T00:00:00Z`);
        return value === null ? [0, '', id] : [1, String(at).padStart(20, '0'), id];
      };
      const latest = [...rows].sort((a, b) => (key(a).join('|') < key(b).join('|') ? -1 : 1)).at(-1);
      return latest !== undefined && groupFits(rule.test as AudienceGroup, latest, kind, moment);
    }
    case 'count':
      return fits({ type: 'number' }, rows.length, rule as Said, null, moment);
    case 'sum': {
      const field = kind.fields[rule.field ?? ''] as AudienceField;
      if (field.type === 'number') {
        const total = rows.reduce((sum, { fields }) => sum + Number(fields[rule.field ?? ''] ?? 0), 0);
        return fits({ type: 'number' }, total, rule as Said, null, moment);
      }
      const total = rows
        .filter(({ currency }) => currency === rule.currency)
        .reduce((sum, { fields }) => sum + cents(fields[rule.field ?? ''] ?? 0), 0);
      return fits({ type: 'money' }, (total / 100).toFixed(2), rule as Said, row.ownCurrency ?? null, moment);
    }
  }
}

function isWithin(day: string | null, period: Period, { today }: PlainMoment): boolean {
  if (day === null) return false;
  if ('last' in period) return day <= today && day > back(today, period.last, -1);
  if ('next' in period) return day >= today && day < back(today, period.next, 1);
  return day >= (period.from ?? '') && day <= (period.to ?? '9999');
}
