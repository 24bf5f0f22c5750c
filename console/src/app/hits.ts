import { useCall } from '../api/queries.ts';

/** Something that was found, and where it is. */
export interface Hit {
  key: string;
  name: string;
  detail: string;
  to: string;
  customerId: string | null;
}

const MOST = 6;

/** What is found by a text. */
export function useHits(text: string): { found: Hit[]; isEmpty: boolean } {
  const isOn = text.length > 1;
  const customers = useCall('listCustomers', { query: { search: text, limit: MOST } }, { isOn });
  const found = isOn
    ? (customers.data?.items ?? []).map(({ id, name, externalId }) => ({
        key: id,
        name,
        detail: externalId ?? '',
        to: `/customers/${id}`,
        customerId: id,
      }))
    : [];
  return { found, isEmpty: isOn && customers.isSuccess && found.length === 0 };
}
