import type { ItemOf } from '../api/operations.ts';
import { useCall } from '../api/queries.ts';

type Found = ItemOf<'searchAll'>;

/** Something that was found, and where it is. */
export interface Hit {
  key: string;
  name: string;
  detail: string;
  to: string;
  search?: { invoice: string };
  customerId: string | null;
}

const PLACES = {
  customer: ({ id }) => `/customers/${id}`,
  contact: ({ customerId }) => `/customers/${customerId}/contacts`,
  invoice: () => '/invoices',
  sequence: () => '/sequences',
  program: () => '/programs',
} as const satisfies Record<Found['kind'], (hit: Found) => string>;

/** What is found by a text: customers, addresses, invoices, sequences and programs. */
export function useHits(text: string): { found: Hit[]; isEmpty: boolean } {
  const isOn = text.length > 0;
  const read = useCall('searchAll', { query: { q: text } }, { isOn });
  const found = (isOn ? (read.data?.items ?? []) : []).map((hit) => ({
    key: hit.id,
    name: hit.label,
    detail:
      hit.kind === 'customer'
        ? hit.matched.text
        : [hit.customerName, hit.matched.text].filter(Boolean).join(' · '),
    to: PLACES[hit.kind](hit),
    ...(hit.kind === 'invoice' && { search: { invoice: hit.id } }),
    customerId: hit.kind === 'customer' ? hit.id : hit.kind === 'contact' ? hit.customerId : null,
  }));
  return { found, isEmpty: isOn && read.isSuccess && found.length === 0 };
}
