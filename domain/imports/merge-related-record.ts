import { Decimal } from 'decimal.js';
import type { RelatedRecordKind } from '../../contracts/receivables/kinds.ts';
import type { Allocation } from './allocations.ts';
import type { MergeProblem } from './merge-customer.ts';
import { TAKEN } from '../taken.ts';
import type { RecordEvent, RecordEventInput } from './record-events.ts';

/** A related record as it is stored; `allocations` are the invoices that a credit note lowered. */
export interface StoredRelatedRecord {
  id: string;
  kind: RelatedRecordKind;
  externalId: string;
  customerId: string;
  status: string | null;
  /** `YYYY-MM-DD` */
  occurredOn: string | null;
  /** `YYYY-MM-DD` */
  endsOn: string | null;
  amount: string | null;
  currency: string | null;
  /** Of a credit note: what another system has used of it, beyond what lowered invoices here. */
  creditUsed: string;
  properties: Record<string, unknown>;
  url: string | null;
  ofKind: string | null;
  ofExternalId: string | null;
  allocations: Allocation[];
  /** What happened to it. */
  events: RecordEvent[];
  /** What of the allocations lowers invoices that are not void. */
  applied: string;
  /** The system whose files speak of it (C21). */
  source: string;
}

/** What a row says; `undefined`: nothing, null: empty. */
export interface RelatedRecordInput {
  kind: RelatedRecordKind;
  externalId: string;
  status: string | null | undefined;
  occurredOn: string | null | undefined;
  endsOn: string | null | undefined;
  amount: string | null | undefined;
  currency: string | null | undefined;
  /** Laid over those stored; null removes one. */
  properties: Readonly<Record<string, string | number | boolean | null>>;
  allocations: readonly Allocation[] | null | undefined;
  /** Of a document: where it can be opened. */
  url?: string | null | undefined;
  /** Of a transaction: what it went over. */
  of?: { kind: string; externalId: string } | null | undefined;
  /** What happened to it; what is stored stays. */
  events?: readonly RecordEventInput[] | null | undefined;
  /** Of a credit note: what is left of it, as a list of open items says (C18); nothing said: as it was. */
  left?: string | null | undefined;
}

/** A record after a row. */
export interface MergedRelatedRecord {
  record: Omit<StoredRelatedRecord, 'id' | 'allocations' | 'events' | 'applied' | 'source'>;
  isChanged: boolean;
  /** Whether it changes what is owed: a credit note is new, or worth more or less than before. */
  isCreditMoved: boolean;
  problems: MergeProblem[];
}

/**
 * Lays a row over a record (null: none yet). A credit note needs an amount in the currency of its customer, and never
 * falls below what it lowered invoices by.
 */
export function mergeRelatedRecord(
  stored: StoredRelatedRecord | null,
  row: RelatedRecordInput,
  customer: { id: string; currency: string },
): MergedRelatedRecord {
  if (stored && stored.customerId !== customer.id) {
    // Nothing of another customer's record may shine through.
    const merged = mergeRelatedRecord(null, row, customer);
    return { ...merged, problems: [...merged.problems, { column: 'external_id', message: TAKEN }] };
  }
  const problems: MergeProblem[] = [];
  const fail = (column: string, message: string) => problems.push({ column, message });
  const given = <T>(said: T | null | undefined, earlier: T | null | undefined) =>
    said === undefined ? (earlier ?? null) : said;
  const amount = given(row.amount, stored?.amount);
  const record = {
    kind: row.kind,
    externalId: row.externalId,
    customerId: customer.id,
    status: given(row.status, stored?.status),
    occurredOn: given(row.occurredOn, stored?.occurredOn),
    endsOn: given(row.endsOn, stored?.endsOn),
    amount,
    currency:
      amount === null
        ? given(row.currency, stored?.currency)
        : (given(row.currency, stored?.currency) ?? customer.currency),
    creditUsed: usedOf(stored, row, amount),
    properties: laidOver(stored?.properties ?? {}, row.properties),
    url: given(row.url, stored?.url),
    ofKind: row.of === undefined ? (stored?.ofKind ?? null) : (row.of?.kind ?? null),
    ofExternalId: row.of === undefined ? (stored?.ofExternalId ?? null) : (row.of?.externalId ?? null),
  };
  if (record.url !== null && row.kind !== 'document') fail('url', 'is for documents only');
  if (record.ofKind !== null && row.kind !== 'transaction') fail('of', 'is for transactions only');
  if (record.occurredOn && record.endsOn && record.endsOn < record.occurredOn) {
    fail('ends_on', 'must not lie before occurred_on');
  }
  if (row.kind === 'credit_note') {
    const applied = Decimal.sum(0, ...(stored?.allocations ?? []).map((each) => each.amount));
    if (!amount || new Decimal(amount).isZero()) fail('amount', 'must be more than 0 for a credit note');
    else if (applied.greaterThan(amount))
      fail('amount', `must not be less than ${applied.toFixed()}, which is applied`);
    if (record.currency !== customer.currency) {
      fail('currency', `must be ${customer.currency}, the currency of the customer`);
    }
  } else if (row.allocations) {
    fail('allocations', 'are for credit notes only');
  }
  return {
    record,
    isChanged: stored === null || !isSame(record, stored),
    isCreditMoved: row.kind === 'credit_note' && (stored === null || !isSameCredit(record, stored)),
    problems,
  };
}

/** What is left sets it: it is the rest of the amount that nobody here has used. */
function usedOf(stored: StoredRelatedRecord | null, { left }: RelatedRecordInput, amount: string | null) {
  if (left == null || amount === null) return stored?.creditUsed ?? '0';
  return new Decimal(amount)
    .minus(left)
    .minus(stored?.applied ?? 0)
    .toFixed();
}

const isSameAmount = (a: string | null, b: string | null): boolean =>
  a === null || b === null ? a === b : new Decimal(a).equals(b);

function isSameCredit(a: MergedRelatedRecord['record'], b: StoredRelatedRecord): boolean {
  return (
    isSameAmount(a.amount, b.amount) &&
    isSameAmount(a.creditUsed, b.creditUsed) &&
    a.status === b.status &&
    a.currency === b.currency
  );
}

function laidOver(
  stored: Record<string, unknown>,
  row: RelatedRecordInput['properties'],
): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...stored };
  for (const [name, value] of Object.entries(row)) {
    if (value === null) delete merged[name];
    else merged[name] = value;
  }
  return merged;
}

function isSame(a: MergedRelatedRecord['record'], b: StoredRelatedRecord): boolean {
  const names = Object.keys(a.properties);
  return (
    isSameCredit(a, b) &&
    a.occurredOn === b.occurredOn &&
    a.endsOn === b.endsOn &&
    a.url === b.url &&
    a.ofKind === b.ofKind &&
    a.ofExternalId === b.ofExternalId &&
    names.length === Object.keys(b.properties).length &&
    names.every((name) => a.properties[name] === b.properties[name])
  );
}
