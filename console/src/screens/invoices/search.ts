import type { AgingBucket } from '../../../../contracts/receivables/invoice-filter.ts';
import {
  amountOf,
  compact,
  currencyOf,
  isYes,
  oneOf,
  readAs,
  textOf,
  type RawSearch,
} from '../../api/search.ts';

const GROUPS = ['current', 'overdue', 'closed'] as const;
const BUCKETS = [
  'notYetDue',
  'days1To30',
  'days31To60',
  'days61To90',
  'days91Plus',
] as const satisfies readonly AgingBucket[];
const SORTS = ['dueOn', 'issuedOn', 'number', 'amount', 'balance'] as const;

/** Filters and order of the table, and which invoice is open. */
export interface InvoicesSearch {
  search?: string | undefined;
  group?: (typeof GROUPS)[number] | undefined;
  disputed?: true | undefined;
  bucket?: AgingBucket | undefined;
  label?: string | undefined;
  currency?: string | undefined;
  dueFrom?: string | undefined;
  dueTo?: string | undefined;
  /** A balance of at least so much. */
  balanceFrom?: string | undefined;
  sort?: (typeof SORTS)[number] | undefined;
  invoice?: string | undefined;
}

/** A day of the calendar; null: it is none. */
const dayOf = (text: string): string | null => (/^\d{4}-\d{2}-\d{2}$/.test(text) ? text : null);

export const invoicesSearch = (raw: RawSearch): InvoicesSearch =>
  compact({
    search: textOf(raw['search']),
    group: oneOf(raw['group'], GROUPS),
    disputed: isYes(raw['disputed']),
    bucket: oneOf(raw['bucket'], BUCKETS),
    label: textOf(raw['label']),
    currency: readAs(raw['currency'], currencyOf),
    dueFrom: readAs(raw['dueFrom'], dayOf),
    dueTo: readAs(raw['dueTo'], dayOf),
    balanceFrom: readAs(raw['balanceFrom'], amountOf),
    sort: oneOf(raw['sort'], SORTS),
    invoice: textOf(raw['invoice']),
  });

/** How many of the filters are set that stand behind "More filters". */
export const moreOf = ({ bucket, label, currency, dueFrom, dueTo, balanceFrom }: InvoicesSearch): number =>
  [bucket, label, currency, dueFrom, dueTo, balanceFrom].filter((each) => each !== undefined).length;

const sharedOf = ({ search, group, bucket, currency, dueFrom, dueTo, balanceFrom }: InvoicesSearch) => ({
  ...(search !== undefined && { search }),
  ...(group && { group }),
  ...(bucket && { bucket }),
  ...(currency !== undefined && { currency }),
  ...(dueFrom !== undefined && { dueFrom }),
  ...(dueTo !== undefined && { dueTo }),
  ...(balanceFrom !== undefined && { balance: `gte:${balanceFrom}` }),
});

/** The same as filters of the API. */
export const filtersOf = (search: InvoicesSearch) => ({
  ...sharedOf(search),
  ...(search.label !== undefined && { labelIds: search.label }),
  ...(search.disputed && { isDisputed: 'true' as const }),
});

/** The same in the body of a call. */
export const bodyFilterOf = (search: InvoicesSearch) => ({
  ...sharedOf(search),
  ...(search.label !== undefined && { labelIds: [search.label] }),
  ...(search.disputed && { isDisputed: true }),
});
