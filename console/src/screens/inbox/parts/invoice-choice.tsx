import { usePages } from '../../../api/queries.ts';
import { useLocale } from '../../../app/locale.ts';
import { CheckList } from '../../../parts/check-list.tsx';
import { moneyText } from '../../../parts/format.ts';
import type { Bound } from '../../../parts/form.ts';
import { inbox as say } from '../../../words/inbox.ts';

/** Open invoices of a customer, any number of them. */
export function InvoiceChoice({
  customerId,
  bind,
  error,
}: {
  customerId: string;
  bind: Bound<readonly string[]>;
  error: unknown;
}) {
  const { locale } = useLocale();
  const list = usePages('listInvoices', { query: { customerId, status: 'open', limit: 200 } });
  return (
    <CheckList
      label={say.invoices}
      bind={bind}
      error={error}
      options={list.rows.map(
        ({ id, number, balance, currency }) =>
          [id, `${number} · ${moneyText(balance, { currency, locale })}`] as const,
      )}
    />
  );
}
