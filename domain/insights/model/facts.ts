import type { InsightSource } from '../../../contracts/insights/insights.ts';
import { ERASED } from '../../erased.ts';
import { createRedactor } from './redact.ts';

/** What a model is told of, and may name: a message, a note, a promise, a payment or an invoice of the customer. */
export interface ModelSource {
  entity: InsightSource['entity'];
  id: string;
  /** `YYYY-MM-DD`, the organisation's day. */
  on: string;
  /** In our words: `Email from the customer`. */
  what: string;
  /** What it says; empty: nothing. */
  text: string;
  /** Our own words, which say nothing of the customer. */
  isOurs: boolean;
}

/** Everything that a model is given of one customer, as it stands in the database. */
export interface ModelFacts {
  customerId: string;
  currency: string;
  locale: string;
  customerName: string;
  contactNames: string[];
  /** The customer's own: of its open invoices, alone and together, its promises and payments. Plain decimals. */
  amounts: string[];
  /** The newest first. */
  sources: ModelSource[];
}

/** One text, and all of them: a request stays small whatever came in. */
const MAX_TEXT = 1_500;
const MAX_ALL = 24_000;
/** What is cut in two behind the end is still taken out. */
const EDGE = 300;

/** The facts as they leave: no names, no addresses, cut to a bounded size; what was forgotten is not among them. */
export function outgoingFacts(facts: ModelFacts): ModelFacts {
  const redact = createRedactor(facts);
  const sources: ModelSource[] = [];
  let left = MAX_ALL;
  for (const source of facts.sources) {
    const text = redact(source.text.slice(0, MAX_TEXT + EDGE))
      .slice(0, MAX_TEXT)
      .trim();
    if (text === '' || text.includes(ERASED)) continue;
    left -= text.length;
    if (left < 0) break;
    sources.push({ ...source, text });
  }
  return { ...facts, customerName: '', contactNames: [], sources };
}

/** All that an answer depends on, as one string to be hashed: the same on every day until something changes. */
export function fingerprintOf({ currency, locale, sources }: ModelFacts): string {
  return JSON.stringify([currency, locale, sources]);
}
