/** A ledger as a bookkeeper has it, in cents: what everybody owes and has to the credit follows from what happened. */
export interface LedgerPart {
  invoice: LedgerInvoice;
  cents: number;
  /** What of it came back, or went to another invoice. */
  back: number;
}
export interface LedgerInvoice {
  id: string;
  number: string;
  dueOn: string;
  cents: number;
  balance: number;
  /** Paid beyond the amount, as another system says. */
  credit: number;
  isVoid: boolean;
  isShownLower: boolean;
}
export interface LedgerPayment {
  id: string;
  reference: string;
  cents: number;
  back: number;
  parts: LedgerPart[];
}
export interface LedgerNote {
  id: string;
  externalId: string;
  cents: number;
  status: string;
  /** Used elsewhere, as another system says; below zero where it knows less than we do. */
  used: number;
  applied: { invoice: LedgerInvoice; cents: number }[];
}

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
export const textOf = (cents: number): string => (cents / 100).toFixed(2);

/** What of a payment lowers no invoice that is still one. */
export const onAccount = ({ cents, back, parts }: LedgerPayment): number =>
  cents - back - sum(parts.filter(({ invoice }) => !invoice.isVoid).map((part) => part.cents - part.back));

/** What is left of a credit note. */
export const leftOf = ({ cents, status, used, applied }: LedgerNote): number =>
  status === 'open'
    ? Math.max(
        0,
        cents - used - sum(applied.filter(({ invoice }) => !invoice.isVoid).map((each) => each.cents)),
      )
    : 0;

export class CreditLedger {
  readonly invoices: LedgerInvoice[] = [];
  readonly payments: LedgerPayment[] = [];
  readonly notes: LedgerNote[] = [];

  get open(): LedgerInvoice[] {
    return this.invoices.filter(({ balance }) => balance > 0);
  }

  get total(): number {
    return sum(this.invoices.map(({ balance }) => balance));
  }

  get credit(): number {
    return (
      sum(this.payments.map(onAccount)) +
      sum(this.notes.map(leftOf)) +
      sum(this.invoices.map(({ credit }) => credit))
    );
  }

  /** What is left to ask of each open invoice, the oldest first, once credit counts. */
  rests(credit: number): [string, number][] {
    let left = credit;
    const oldest = this.open.toSorted((a, b) =>
      `${a.dueOn} ${a.number}`.localeCompare(`${b.dueOn} ${b.number}`),
    );
    return oldest.map(({ number, balance }) => {
      const covered = Math.min(left, balance);
      left -= covered;
      return [number, balance - covered];
    });
  }

  /** A payment that lowers invoices, each by a part. */
  pay(payment: LedgerPayment): void {
    for (const { invoice, cents } of payment.parts) invoice.balance -= cents;
    this.payments.push(payment);
  }

  /** A part of what is on account goes to an invoice; what a void one had is taken from there where needed. */
  allocate(payment: LedgerPayment, invoice: LedgerInvoice, cents: number): void {
    let missing =
      cents - (payment.cents - payment.back - sum(payment.parts.map((part) => part.cents - part.back)));
    for (const part of payment.parts.filter((each) => each.invoice.isVoid)) {
      const some = Math.max(0, Math.min(missing, part.cents - part.back));
      part.back += some;
      missing -= some;
    }
    payment.parts.push({ invoice, cents, back: 0 });
    invoice.balance -= cents;
  }

  /** What comes back: on account, then of void invoices, then the latest part, whose invoice owes again. */
  reverse(payment: LedgerPayment, cents: number): void {
    const allocated = sum(payment.parts.map((part) => part.cents - part.back));
    let rest = cents - Math.min(cents, payment.cents - payment.back - allocated);
    payment.back += cents;
    const latest = payment.parts.toReversed();
    const free = (isVoid: boolean) => latest.filter(({ invoice }) => invoice.isVoid === isVoid);
    for (const part of [...free(true), ...free(false)]) {
      const some = Math.min(rest, part.cents - part.back);
      part.back += some;
      rest -= some;
      if (!part.invoice.isVoid) this.#owe(part.invoice, some);
    }
  }

  /** Its credit pays first, and nobody owes more than the invoice is worth. */
  #owe(invoice: LedgerInvoice, cents: number): void {
    const used = Math.min(invoice.credit, invoice.balance + cents);
    if (invoice.balance + cents - used > invoice.cents || used > 0) invoice.isShownLower ||= cents > 0;
    invoice.balance = Math.min(invoice.cents, invoice.balance + cents - used);
    invoice.credit -= used;
  }

  /**
   * A file says what an invoice owes, below zero what was paid beyond it: of that, what a payment of it has on account here
   * is the same money, and credit once.
   */
  show(invoice: LedgerInvoice, cents: number): void {
    if (Math.max(0, cents) < invoice.balance) invoice.isShownLower = true;
    invoice.balance = Math.max(0, cents);
    const paidIt = (payment: LedgerPayment) =>
      payment.parts.some((part) => part.invoice === invoice && part.cents > part.back);
    invoice.credit = Math.max(0, -cents - sum(this.payments.filter(paidIt).map(onAccount)));
  }

  void(invoice: LedgerInvoice): void {
    Object.assign(invoice, { isVoid: true, balance: 0, credit: 0 });
  }

  apply(note: LedgerNote, invoice: LedgerInvoice, cents: number): void {
    note.applied.push({ invoice, cents });
    invoice.balance -= cents;
  }

  /** A file says what is left of a credit note. */
  showLeft(note: LedgerNote, cents: number): void {
    const applied = sum(note.applied.filter(({ invoice }) => !invoice.isVoid).map((each) => each.cents));
    note.used = note.cents - cents - applied;
    if (cents > 0) note.status = 'open';
  }
}
