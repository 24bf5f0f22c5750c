import { Decimal } from 'decimal.js';
import { leftOf, type ReversiblePayment } from '../receivables/reversal.ts';
import type { MergeProblem } from './merge-customer.ts';

/** What a row says of the payment that came back. `amount` is above zero. */
interface ReversingRow {
  amount: string;
  invoiceNumber?: string | null | undefined;
  reverses?: string | null | undefined;
}

/**
 * Which payment of the customer a row reverses (C20): the one in its column `reverses`, else the one unreversed payment of
 * its invoice that is large enough. None or several: nothing is guessed.
 */
export function chooseReversed<P extends ReversiblePayment & { reference: string | null }>(
  payments: readonly P[],
  { amount, invoiceNumber, reverses }: ReversingRow,
): { payment: P | undefined; problems: MergeProblem[] } {
  const fail = (column: string, message: string) => ({ payment: undefined, problems: [{ column, message }] });
  const ofInvoice = (payment: P) =>
    Decimal.sum(0, ...payment.parts.filter((part) => part.invoiceNumber === invoiceNumber).map(leftOf));
  if (!reverses && !invoiceNumber)
    return fail('reverses', 'must name the payment that came back, or invoice_number its invoice');
  if (reverses) {
    const named = payments.filter((payment) => payment.reference === reverses);
    const [payment] = named;
    if (!payment) return fail('reverses', 'names no payment of this customer');
    if (named.length > 1) return fail('reverses', 'names several payments of this customer');
    if (leftOf(payment).isZero()) return fail('reverses', 'names a payment that is reversed already');
    const left = invoiceNumber ? ofInvoice(payment) : leftOf(payment);
    if (left.lessThan(amount))
      return fail('amount', `is more than the ${left.toFixed()} of it that have not come back`);
    return { payment, problems: [] };
  }
  const fitting = payments.filter(
    (payment) => new Decimal(payment.reversed).isZero() && ofInvoice(payment).greaterThanOrEqualTo(amount),
  );
  const [payment] = fitting;
  if (!payment) return fail('amount', `reverses no payment of ${invoiceNumber} that is large enough`);
  if (fitting.length > 1)
    return fail('amount', `may reverse several payments of ${invoiceNumber}: name one in \`reverses\``);
  return { payment, problems: [] };
}
