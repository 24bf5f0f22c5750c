import { Decimal } from 'decimal.js';
import type { ReadingDropReason, SuggestionKind } from '../../../contracts/inbox/kinds.ts';
import type { AnsweredSuggestion } from '../../../contracts/inbox/reading-answer.ts';
import type { SuggestionData } from '../../../contracts/inbox/suggestions.ts';
import { addressKey, parseAddress } from '../../customers/email-address.ts';
import { checkLinks } from '../../prompting/check-links.ts';
import { faultOfQuote, flat, namesMarked } from '../../insights/model/check-quote.ts';
import { plainCharacters } from '../../prompting/plain-characters.ts';
import type { MailFacts, MaskedMail } from './facts.ts';
import { namesDayFrom } from './named-days.ts';

/** What a person is shown beside a mail. */
export interface CheckedSuggestion {
  kind: SuggestionKind;
  data: SuggestionData;
  /** As it stands in the mail. */
  quote: string;
}
export type Dropped = Partial<Record<ReadingDropReason, number>>;

const NOTHING: SuggestionData = {
  amount: null,
  day: null,
  invoiceIds: [],
  contactId: null,
  name: null,
  email: null,
};

/**
 * Checks what a model read in a mail (I8): each piece quotes words that stand in the new text, and names only days and amounts that the quote
 * names, open invoices of the customer that the mail names or answers, people and addresses that stand in it. What is not
 * proven is left open for the person; a piece without its quote is dropped and counted. Pure.
 */
export function checkSuggestions(
  answered: readonly AnsweredSuggestion[],
  { facts, masked }: { facts: MailFacts; masked: MaskedMail },
): { suggestions: CheckedSuggestion[]; dropped: Dropped } {
  const dropped: Dropped = {};
  const seen = new Set<string>();
  const suggestions = answered.flatMap((piece) => {
    const checked = check(piece, facts, masked);
    const reason = typeof checked === 'string' ? checked : repeats(seen, checked) ? 'repeated' : null;
    if (reason === null) return [checked as CheckedSuggestion];
    dropped[reason] = (dropped[reason] ?? 0) + 1;
    return [];
  });
  return { suggestions, dropped };
}

function repeats(seen: Set<string>, { kind, data }: CheckedSuggestion): boolean {
  const key = JSON.stringify([kind, data.invoiceIds, data.day, data.email ?? data.name]);
  return seen.size === seen.add(key).size;
}

function check(
  piece: AnsweredSuggestion,
  facts: MailFacts,
  { unmask }: MaskedMail,
): CheckedSuggestion | ReadingDropReason {
  const quote = flat(unmask(flat(piece.quote)));
  const fault = faultOfQuote(quote, facts.newText);
  if (fault !== null) return fault;
  const { kind } = piece;
  const emails = kind === 'new_contact' ? emailsOf(quote) : [];
  if (checkLinks(quote, { links: new Set(), emails, names: [] }).length > 0) return 'link';
  const about = {
    ...NOTHING,
    ...(kind === 'new_contact' || kind === 'wrong_contact' ? {} : money(piece, quote, facts)),
  };
  if (kind === 'wrong_contact') return { kind, quote, data: { ...about, contactId: facts.contactId } };
  if (kind !== 'new_contact') return { kind, quote, data: about };
  const person = personOf(piece, facts, unmask);
  return typeof person === 'string' ? person : { kind, quote, data: { ...about, ...person } };
}

/** The day, the amount and the invoices, as far as the words prove them. */
function money(
  { kind, day, amount, invoices }: AnsweredSuggestion,
  quote: string,
  facts: MailFacts,
): Pick<SuggestionData, 'day' | 'amount' | 'invoiceIds'> {
  const named = new Set((invoices ?? []).map((number) => number.trim().toLowerCase()));
  const meant = facts.invoices.filter(
    ({ number }) => named.has(number.toLowerCase()) && standsIn(facts, number),
  );
  const answered = facts.invoices.filter(({ id }) => facts.answeredInvoiceIds.includes(id));
  return {
    day: kind !== 'dispute' && day != null && namesDayFrom(quote, day, facts) ? day : null,
    amount: kind !== 'dispute' && amount != null && namesAmount(quote, amount, facts) ? exact(amount) : null,
    invoiceIds: (meant.length > 0 ? meant : answered).map(({ id }) => id),
  };
}

/** Exact, with at least two decimals. */
function exact(amount: string): string {
  const plain = new Decimal(amount);
  return plain.toFixed(Math.max(2, plain.decimalPlaces()));
}

/** As a word of its own, not as a part of a longer number. */
function standsIn({ newText, subject }: MailFacts, number: string): boolean {
  const text = flat(`${subject} ${newText}`).toLowerCase();
  const wanted = number.toLowerCase();
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    const around = `${text[at - 1] ?? ' '}${text[at + wanted.length] ?? ' '}`;
    // Japanese and Chinese go on without a space.
    if (!/(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])[\p{L}\p{N}]/u.test(around)) return true;
  }
  return false;
}

/** Whether the quote names this amount. Japanese goes on without a space: 120,000円を. */
function namesAmount(quote: string, amount: string, facts: MailFacts): boolean {
  const said = plainCharacters(quote).replace(/(?<=\d ?)円(?=\p{L})/gu, '円 ');
  return namesMarked(said, amount, facts);
}

const emailsOf = (text: string): string[] =>
  [...text.matchAll(/[^\s<>()",;:@]{1,64}@[^\s<>()",;:]+/gu)].map(([found]) =>
    found.replace(/[.!?\])}'"]+$/, ''),
  );

/** As it is stored; null: it is none. */
function addressOf(text: string): string | null {
  const parsed = parseAddress(text);
  return parsed.ok ? addressKey(parsed.address) : null;
}

/** A person or an address that stands in the mail and that the customer has not yet. */
function personOf(
  { name, address }: AnsweredSuggestion,
  { newText, contacts, ownAddresses }: MailFacts,
  unmask: (text: string) => string,
): Pick<SuggestionData, 'name' | 'email'> | ReadingDropReason {
  const text = flat(newText);
  const said = address == null ? null : addressOf(unmask(address).trim());
  const email = said !== null && emailsOf(text).some((each) => addressOf(each) === said) ? said : null;
  const called = name == null ? '' : flat(unmask(name));
  const person = called.length > 1 && !called.includes('@') && text.includes(called) ? called : null;
  if (email === null && person === null) return 'not_in_mail';
  const isOurs = email !== null && ownAddresses.includes(email);
  const isKnown = contacts.some((contact) =>
    email === null
      ? contact.name?.toLowerCase() === person?.toLowerCase()
      : contact.email !== null && addressKey(contact.email) === email,
  );
  return isOurs || isKnown ? 'known' : { name: person, email };
}
