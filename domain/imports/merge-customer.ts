import type { CustomerStatus } from '../../contracts/customers/kinds.ts';
import { normaliseName } from './csv-values.ts';
import { TAKEN } from '../taken.ts';

/** A customer's stored values that an import may change. */
export interface CustomerValues {
  externalId: string | null;
  name: string;
  status: CustomerStatus;
  currency: string;
  arOwnerId: string | null;
  salesOwnerId: string | null;
  zone: string | null;
  locale: string | null;
  score: number | null;
  properties: Record<string, unknown>;
}

/** A customer as it is stored, with what decides whether a row may change it. */
export interface StoredCustomer extends CustomerValues {
  id: string;
  /** Invoices pin the currency. */
  hasInvoices: boolean;
  /** Whether the importing user may know of it (U3). */
  isVisible: boolean;
}

/** What a row says; `undefined`: nothing, null: empty. */
export interface CustomerInput {
  externalId: string | null;
  name: string;
  status: CustomerStatus | null | undefined;
  currency: string | null | undefined;
  arOwnerEmail: string | null | undefined;
  salesOwnerEmail: string | null | undefined;
  zone: string | null | undefined;
  locale: string | null | undefined;
  score: number | null | undefined;
  properties: Readonly<Record<string, string | number | boolean | null>>;
}

/** What a row makes of a customer. */
export interface MergedCustomer {
  customer: CustomerValues;
  isChanged: boolean;
  problems: MergeProblem[];
  /** Values that are left out. */
  warnings: MergeProblem[];
}

/** A problem of one row: its column and what is wrong. */
export interface MergeProblem {
  column: string;
  message: string;
}

/**
 * Lays a row over what is stored (null: nothing). What the row does not say stays; what it leaves empty is emptied, or
 * stays where a customer must have a value.
 *
 * @param owners user ids by lower-case email address
 */
export function mergeCustomer(
  stored: StoredCustomer | null,
  row: CustomerInput,
  { owners, baseCurrency }: { owners: ReadonlyMap<string, string>; baseCurrency: string },
): MergedCustomer {
  if (stored && !stored.isVisible) {
    // Nothing of what a hidden customer says may shine through.
    const { customer, problems } = mergeCustomer(null, row, { owners, baseCurrency });
    return {
      customer,
      isChanged: false,
      warnings: [],
      problems: [...problems, { column: 'external_id', message: TAKEN }],
    };
  }
  const problems: MergeProblem[] = [];
  const warnings: MergeProblem[] = [];
  const owner = (column: string, email: string | null | undefined, earlier: string | null) => {
    if (email === undefined || email === null) return email === null ? null : earlier;
    const userId = owners.get(email);
    if (userId === undefined) warnings.push({ column, message: 'is no active user' });
    return userId ?? earlier;
  };
  const customer: CustomerValues = {
    externalId: row.externalId,
    // One that was entered with other spaces stays as it is.
    name: stored && normaliseName(stored.name) === row.name ? stored.name : row.name,
    status: row.status ?? stored?.status ?? 'active',
    currency: row.currency ?? stored?.currency ?? baseCurrency,
    arOwnerId: owner('ar_owner_email', row.arOwnerEmail, stored?.arOwnerId ?? null),
    salesOwnerId: owner('sales_owner_email', row.salesOwnerEmail, stored?.salesOwnerId ?? null),
    zone: row.zone === undefined ? (stored?.zone ?? null) : row.zone,
    locale: row.locale === undefined ? (stored?.locale ?? null) : row.locale,
    score: row.score === undefined ? (stored?.score ?? null) : row.score,
    properties: mergeProperties(stored?.properties ?? {}, row.properties),
  };
  if (stored?.hasInvoices && customer.currency !== stored.currency) {
    problems.push({
      column: 'currency',
      message: `must stay ${stored.currency}, the currency of its invoices`,
    });
  }
  return { customer, isChanged: stored === null || !isSame(customer, stored), problems, warnings };
}

function mergeProperties(
  stored: Record<string, unknown>,
  row: CustomerInput['properties'],
): Record<string, unknown> {
  const merged = { ...stored };
  for (const [name, text] of Object.entries(row)) {
    if (text === null) delete merged[name];
    else merged[name] = text;
  }
  return merged;
}

function isSame(a: CustomerValues, b: CustomerValues): boolean {
  return (
    a.name === b.name &&
    a.status === b.status &&
    a.currency === b.currency &&
    a.arOwnerId === b.arOwnerId &&
    a.salesOwnerId === b.salesOwnerId &&
    a.zone === b.zone &&
    a.locale === b.locale &&
    a.score === b.score &&
    hasSameMembers(a.properties, b.properties)
  );
}

function hasSameMembers(a: Record<string, unknown>, b: Record<string, unknown>): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => String(a[name]) === String(b[name]));
}
