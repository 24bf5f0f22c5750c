import { checkMarkedAmounts, checkUnmarkedAmounts, type Look } from './check-amounts.ts';
import { checkDates } from './check-dates.ts';
import { checkForm } from './check-form.ts';
import { checkIdentifiers, ownNumbersPattern } from './check-identifiers.ts';
import { checkLinks } from './check-links.ts';
import { createMarkFinder, type CurrencyMark } from './currency-marks.ts';
import { faultOf, type Fault } from './fault.ts';
import { ownAmounts, ownDates, ownDocuments, ownInvoiceNumbers, ownLinks, ownWords } from './own-facts.ts';
import type { AnsweredText } from './parse-answer.ts';
import { masked, plainCharacters } from './plain-characters.ts';
import { promptDataOf, type PromptInput } from './prompt-data.ts';

/** Times, which no amount is written like. */
const TIMES = /(?<![\d.,])\d{1,2}:\d{2}(?::\d{2})?(?!\d|[.,]\d)/g;
const PERCENTAGE =
  /(\d+(?:[.,]\d+)?) ?(?:%|percent|per cent|prozent|procent|pour cent|por ciento|por cento|per cento|パーセント)/giu;
/** An invoice number that could be read as an amount. */
const LIKE_MONEY = /^\d+[.,]\d{1,2}$/;

/**
 * Everything that keeps a written text from being sent (M4): something missing or left open, amounts and invoice
 * numbers that are not the customer's own, addresses that were not given. Empty: it may go out. Pure.
 */
export function checkText(answered: AnsweredText, input: PromptInput): Fault[] {
  const { facts, prompt } = input;
  const { customer, contact, sender, organisation, today } = facts;
  const data = promptDataOf(input);
  const names = [customer.name, contact.name ?? '', organisation.name, sender.name];
  const formFaults = checkForm(answered, names);
  if (formFaults.some(({ code }) => code === 'too_long')) return formFaults;
  const written = `${answered.subject}\n${answered.body}`;
  const text = plainCharacters(written);
  return [
    ...formFaults,
    ...checkLinks(written, {
      links: ownLinks(data),
      emails: [sender.email, contact.email ?? ''].filter((email) => email !== ''),
      names,
    }),
    ...checkNumbers(withoutLinks(text, [...ownLinks(data)]), {
      amounts: ownAmounts(facts),
      invoiceNumbers: ownInvoiceNumbers(facts),
      words: ownWords(prompt, facts, data),
      documents: ownDocuments(prompt, facts),
      ...ownDates(facts, data),
      prompt: plainCharacters(prompt),
      currency: customer.currency,
      locale: customer.locale,
      today,
    }),
  ];
}

interface Own {
  amounts: ReadonlySet<string>;
  invoiceNumbers: readonly string[];
  words: string;
  documents: string;
  dates: readonly string[];
  shown: readonly string[];
  prompt: string;
  currency: string;
  locale: string;
  today: string;
}

/** Each look takes out what it judged, so that the next one sees only the rest. */
function checkNumbers(text: string, own: Own): Fault[] {
  const documents = new Set(own.documents.match(/\d+/g));
  const isDocument = (digits: string) => documents.has(digits);
  const findMarks = createMarkFinder(own.currency, own.locale);
  const numbers = own.invoiceNumbers.filter((number) => !readsAsAmount(number, findMarks));
  // Digits alone at a mark of a currency are an amount, even when an invoice has that number.
  const named = numbers.filter((number) => !/^[\d., ']+$/.test(number));
  const days = checkDates(takenOut(text, named), own);
  const percentages = checkPercentages(masked(days.rest, TIMES), own.prompt);
  const marked = checkMarkedAmounts(percentages.rest, { amounts: own.amounts, findMarks, isDocument });
  const unmarked = checkUnmarkedAmounts(takenOut(marked.rest, numbers), own.amounts);
  const rest = takenOutAmounts(unmarked.rest, own.amounts);
  return [
    ...days.faults,
    ...percentages.faults,
    ...marked.faults,
    ...unmarked.faults,
    ...checkIdentifiers(rest, { ...own, isDocument }),
  ];
}

/** Percentages are the person's to promise, not the model's. */
function checkPercentages(text: string, prompt: string): Look {
  const numberOf = (found: RegExpMatchArray) => found[1]!.replace(',', '.');
  const own = new Set([...prompt.matchAll(PERCENTAGE)].map(numberOf));
  const foreign = [...text.matchAll(PERCENTAGE)].filter((found) => !own.has(numberOf(found)));
  return {
    faults: foreign.map(([words]) => faultOf('percentage', words)),
    rest: masked(text, PERCENTAGE),
  };
}

function readsAsAmount(number: string, findMarks: (text: string) => CurrencyMark[]): boolean {
  return LIKE_MONEY.test(number) || (/[ .,]/.test(number) && findMarks(number).length > 0);
}

function takenOut(text: string, numbers: readonly string[]): string {
  const pattern = ownNumbersPattern(numbers);
  return pattern ? masked(text, pattern) : text;
}

/** Whole amounts without any mark: `1500`. */
function takenOutAmounts(text: string, amounts: ReadonlySet<string>): string {
  return text.replace(/(?<![\p{L}\d])\d+(?![\p{L}\d])/gu, (digits) => (amounts.has(digits) ? ' ' : digits));
}

function withoutLinks(text: string, links: readonly string[]): string {
  const longestFirst = links.map(plainCharacters).sort((a, b) => b.length - a.length);
  return longestFirst.reduce((rest, link) => rest.replaceAll(link, ' '), text);
}
