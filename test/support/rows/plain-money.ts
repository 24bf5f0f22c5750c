import type { Judge, Ledger } from './plain-program.ts';

type Invoice = Ledger['invoices'][number];

/** Ten-thousandths: what a column can hold, as a whole number. */
const whole = (amount: { toString(): string }): number => Math.round(Number(amount.toString()) * 10_000);
const UNITS: Record<string, number> = { EUR: 100, USD: 100, JPY: 10_000, KWD: 10 };

/** Credit and least amounts, worked out from rows of payments and credit notes; amounts in ten-thousandths. */
export class PlainMoney {
  private readonly settings: { credit?: string; minimumAmounts?: Record<string, string> };

  constructor(private readonly ledger: Ledger) {
    this.settings = (ledger.organisation?.settings ?? {}) as typeof this.settings;
  }

  /** The least amount worth a letter. */
  leastOf(currency: string): number {
    const own = (this.ledger.program.minimumAmounts as Record<string, string> | null)?.[currency];
    return Math.max(whole(own ?? this.settings.minimumAmounts?.[currency] ?? '0'), UNITS[currency]!);
  }

  isTooSmall({ balance, currency }: Invoice): boolean {
    return whole(balance) < UNITS[currency]!;
  }

  /** What a customer has to its credit that counts. */
  creditOf(customerId: string): number {
    if (this.settings.credit === 'ignore') return 0;
    const { currency } = this.ledger.customers.find((one) => one.id === customerId)!;
    const isIts = (one: { customerId: string; currency: string | null }) =>
      one.customerId === customerId && one.currency === currency;
    let sum = 0;
    for (const { amount, allocations } of this.ledger.payments.filter(isIts)) {
      sum += whole(amount) - allocations.reduce((used, one) => used + whole(one.amount), 0);
    }
    for (const note of this.ledger.creditNotes.filter(isIts)) {
      if (note.status === null || note.status === 'open') sum += whole(note.amount ?? 0);
    }
    for (const { credit } of this.ledger.invoices.filter(isIts)) sum += whole(credit);
    return sum;
  }

  /** What is left to ask of an overdue invoice once credit has covered the older ones. */
  restOf(invoice: Invoice, judge: Judge): number {
    let left = this.creditOf(invoice.customerId);
    const before = this.ledger.invoices
      .filter((one) => one.customerId === invoice.customerId && one.status === 'open')
      .filter((one) => judge.days(one) > 0 && judge.keptBack(one) === null)
      .sort((a, b) => a.dueOn.getTime() - b.dueOn.getTime() || (a.id < b.id ? -1 : 1));
    for (const one of before) {
      const covered = Math.min(left, whole(one.balance));
      left -= covered;
      if (one.id === invoice.id) return whole(one.balance) - covered;
    }
    return whole(invoice.balance);
  }
}
