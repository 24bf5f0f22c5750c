import { Decimal } from 'decimal.js';

/** What is left on account of a payment that paid an invoice. */
interface Rest {
  invoiceId: string;
  paymentId: string;
  rest: string;
}

/**
 * What another system says was paid beyond an invoice is what our own payments of it have on account, as far as they do: the
 * same money is credit once (C18). Each rest stands for one invoice only.
 */
export class OverpaidHere {
  readonly #rests: { invoiceId: string; paymentId: string; left: Decimal }[];

  constructor(rests: readonly Rest[]) {
    this.#rests = rests.map(({ rest, ...each }) => ({ ...each, left: new Decimal(rest) }));
  }

  /** A balance below zero without what stands on account here already. */
  beyond(invoiceId: string, balance: string): string {
    let credit = new Decimal(balance).negated();
    for (const { paymentId } of this.#rests.filter((each) => each.invoiceId === invoiceId)) {
      const same = this.#rests.filter((each) => each.paymentId === paymentId);
      const taken = Decimal.min(credit, same[0]?.left ?? 0);
      credit = credit.minus(taken);
      for (const each of same) each.left = each.left.minus(taken);
    }
    return credit.negated().toFixed();
  }
}
