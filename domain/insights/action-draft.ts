import { LANGUAGES, type Tone } from '../../contracts/kinds.ts';
import type { RenderInvoice } from '../rendering/facts.ts';
import { plainLetter, type LetterChoice } from '../rendering/letters/letter-layout.ts';
import type { PinnedContent, StepContent, StepWords } from '../sending/send-facts.ts';
import { daysBetween } from '../time/calendar.ts';

/** From how many days past due a reminder that is not the first word to a customer gets firmer. */
const FIRMER: readonly { days: number; tone: Tone }[] = [
  { days: 30, tone: 'urgent' },
  { days: 14, tone: 'firm' },
];

/** What the letter of an action depends on. */
export interface ActionLetterInput {
  /** Its first part is the reason. */
  key: string;
  invoices: readonly Pick<RenderInvoice, 'dueOn'>[];
  /** `YYYY-MM-DD`, the organisation's. */
  today: string;
}

/** A built-in letter in every language, as the content of an email (Q6, M6): no model writes it. */
export function letterOfAction(
  input: ActionLetterInput,
  tone: Tone = toneOf(input),
): StepWords & { language: string; variants: Record<string, StepWords> } {
  // For what is overdue, each overdue invoice is named; for any other reason, what is open, without a claim that it is late.
  const about = input.key.startsWith('remind/') ? 'account' : 'open';
  const wordsIn = (language: LetterChoice['language']): StepWords => ({
    ...plainLetter({ tone, about, language }),
    bodyText: null,
  });
  const [first, ...others] = LANGUAGES;
  const variants = Object.fromEntries(others.map((language) => [language, wordsIn(language)]));
  return { ...wordsIn(first), language: first, variants };
}

/** The email of an action: the built-in letter, under what a person made of it. */
export function contentOfAction(input: ActionLetterInput & { pinned: PinnedContent | null }): StepContent {
  return { ...letterOfAction(input), cc: [], bcc: [], isThreaded: false, pinned: input.pinned };
}

/** Never the last word: that is a person's to say. Whoever was never written to gets a friendly one. */
function toneOf({ key, invoices, today }: ActionLetterInput): Tone {
  if (!key.startsWith('remind/') || key.endsWith('/never')) return 'friendly';
  const latest = Math.max(0, ...invoices.map(({ dueOn }) => daysBetween(dueOn, today)));
  return FIRMER.find(({ days }) => latest >= days)?.tone ?? 'friendly';
}
