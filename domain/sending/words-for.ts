import { wordsFor } from '../rendering/language.ts';
import type { MessageFacts, PinnedContent, StepContent, StepWords } from './send-facts.ts';

/** What a message is made of, with the words that speak to its customer; `language`, BCP 47: what was used, null: unsaid. */
export interface Spoken<Facts> {
  facts: Facts;
  language: string | null;
}

/**
 * The facts with the words of the customer's language in place of all variants (M6). What a person or a language model
 * wrote is in the language it is in.
 */
export function inTheirLanguage<Facts extends Pick<MessageFacts, 'content' | 'customer' | 'organisation'>>(
  facts: Facts,
): Spoken<Facts> {
  const { content } = facts;
  if (!content) return { facts, language: null };
  const locales = [facts.customer.locale, facts.organisation.locale];
  const { pinned } = content;
  const hasPinnedText = pinned?.body != null || pinned?.subject != null;
  if (pinned && hasPinnedText) {
    const { origin, language = null } = pinned;
    if (origin !== 'template') return { facts, language };
    const spoken = spokenTo(pinned, locales);
    const said = { ...pinned, ...spoken.words };
    return { facts: { ...facts, content: { ...content, pinned: said } }, language: spoken.language };
  }
  const spoken = spokenTo(content, locales);
  return { facts: { ...facts, content: { ...content, ...spoken.words } }, language: spoken.language };
}

function spokenTo(
  { subject, body, bodyText, language, variants }: PinnedContent | StepContent,
  locales: readonly (string | null)[],
): { words: Partial<StepWords>; language: string | null } {
  const words: Partial<StepWords> = {
    ...(subject !== undefined && { subject }),
    ...(body !== undefined && { body }),
    ...(bodyText !== undefined && { bodyText }),
  };
  return wordsFor({ words, language: language ?? null, variants: variants ?? {} }, locales);
}
