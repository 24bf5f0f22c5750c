import { escapeHtml } from '../rendering/template.ts';
import { formatMoney } from '../rendering/formatting.ts';
import type { SpokenWords } from './message.ts';

/** Most customers that a digest names. */
export const DIGEST_ROWS = 200;

/** A customer in a digest; `overdue` is a decimal string in its currency. */
export interface DigestRow {
  name: string;
  overdue: string;
  currency: string;
}

/** What a digest is made of: so many customers, the most overdue of them by name. */
export interface DigestFacts {
  automation: string;
  total: number;
  rows: readonly DigestRow[];
  /** BCP 47, of the organisation. */
  locale: string;
}

/** The one mail in place of many (A4). What it names is no template. */
export function digestWords({ automation, total, rows, locale }: DigestFacts): SpokenWords {
  const customers = total === 1 ? '1 customer' : `${total} customers`;
  const lines = rows.map((row) => `${row.name}: ${overdueOf(row, locale)}`);
  const rest = total > rows.length ? `and ${total - rows.length} more.` : null;
  const opening = `The automation "${automation}" acted on ${customers} and has one mail for all of them:`;
  const items = lines.map((line) => `<li>${escapeHtml(line)}</li>`).join('\n');
  const html = `<!doctype html><html><body><p>${escapeHtml(opening)}</p>\n<ul>\n${items}\n</ul>${rest === null ? '' : `\n<p>${rest}</p>`}</body></html>`;
  const text = [opening, '', ...lines.map((line) => `- ${line}`), ...(rest === null ? [] : ['', rest])];
  return {
    subject: untagged(`${automation}: ${customers}`),
    body: untagged(html),
    bodyText: untagged(text.join('\n')),
    language: 'en',
    variants: {},
    isReminder: false,
  };
}

function overdueOf({ overdue, currency }: DigestRow, locale: string): string {
  return Number(overdue) > 0 ? `${formatMoney(overdue, currency, locale)} overdue` : 'nothing overdue';
}

/** A name may look like a tag, which nobody fills here. */
const untagged = (text: string): string => text.replaceAll('{{', '{ {');
