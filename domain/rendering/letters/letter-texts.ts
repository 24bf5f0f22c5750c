import type { Tone } from '../../../contracts/kinds.ts';

/** What a letter is about: one invoice, all that is overdue, or all that is open. */
export type LetterSubject = 'invoice' | 'account' | 'open';

/** One text for each form that the language counts with; forms left out are as `other`. */
export type PluralText = { other: string } & Partial<Record<Exclude<Intl.LDMLPluralRule, 'other'>, string>>;

/** How a letter begins: to a person with a name, and to nobody in particular. A line break is a new line. */
export interface Greeting {
  person: string;
  nobody: string;
}

/** The words that one tone has of its own. Each is a template without HTML. */
export interface ToneTexts {
  /** Stands above the greeting; null: the letter begins with it. */
  heading: string | null;
  subject: Record<LetterSubject, string>;
  /** Before what is asked for; counted by the invoices that are listed. */
  opening: { invoice: string; account: PluralText; open: PluralText };
  /** After it, by paragraph. */
  closing: readonly string[];
  /** What its step is called in a starter sequence. */
  label: string;
}

/** The product's own words to customers in one language (M6). Each is a template without HTML. */
export interface LetterTexts {
  greeting: { friendly: Greeting; formal: Greeting };
  /** Between a label and its value. */
  colon: string;
  labels: {
    invoice: string;
    openAmount: string;
    issued: string;
    due: string;
    poNumber: string;
    payOnline: string;
    viewPdf: string;
    totalOverdue: string;
    totalOpen: string;
    /** Of what is not due yet. */
    ofWhichOverdue: string;
  };
  /** Of one invoice. */
  daysOverdue: PluralText;
  /** Of all that are listed. */
  invoiceCount: { account: PluralText; open: PluralText };
  /** Said to somebody who has credit and still owes: what counts against all that is listed, or one invoice. */
  credit: Record<'listed' | 'invoice', string>;
  /** The last words, above the name. */
  regards: string;
  /** Why this letter was written, at its foot. */
  because: Record<'invoice' | 'account', string>;
  tones: Record<Tone, ToneTexts>;
  /** A call among the steps of a starter sequence: for one's own people. */
  call: { label: string; instructions: string };
}
