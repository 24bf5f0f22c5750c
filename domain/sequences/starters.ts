import { LANGUAGES, type Language, type Tone } from '../../contracts/kinds.ts';
import type { SequenceStarter } from '../../contracts/sequences/starters.ts';
import type { CreateStep } from '../../contracts/sequences/steps.ts';
import { asked, plainLetter } from '../rendering/letters/letter-layout.ts';
import { LETTER_TEXTS } from '../rendering/letters/texts.ts';

/** A step of a ready-made sequence: a letter of a tone, or a call; `days` after the start of an enrollment. */
type StarterStep = { days: number } & ({ type: 'email'; tone: Tone } | { type: 'call'; tone: null });

/** A ready-made sequence (S2, M6). */
interface Starter {
  id: string;
  name: string;
  description: string;
  steps: readonly StarterStep[];
}

const letter = (days: number, tone: Tone): StarterStep => ({ type: 'email', days, tone });
const call = (days: number): StarterStep => ({ type: 'call', days, tone: null });

/** Monday to Friday: letters about money wait for working days. */
export const STARTER_SEND_DAYS: readonly number[] = [1, 2, 3, 4, 5];

const STARTERS: readonly Starter[] = [
  {
    id: 'four-reminders',
    name: 'Four reminders',
    description: 'Four emails about everything that is open, each firmer than the one before.',
    steps: [letter(0, 'friendly'), letter(7, 'firm'), letter(14, 'urgent'), letter(30, 'final')],
  },
  {
    id: 'reminders-and-calls',
    name: 'Reminders and calls',
    description: 'The same four emails, and two calls between them.',
    steps: [
      letter(0, 'friendly'),
      call(5),
      letter(10, 'firm'),
      call(15),
      letter(20, 'urgent'),
      letter(30, 'final'),
    ],
  },
];

/** The ready-made sequences as the product shows them. */
export function shownStarters(): SequenceStarter[] {
  return STARTERS.map(({ steps, ...starter }) => ({
    ...starter,
    languages: [...LANGUAGES],
    steps: steps.map((step) => ({ ...step, label: labelOf(step, 'en') })),
  }));
}

/**
 * The steps of a ready-made sequence: labels, instructions and what customers of no other language get in the language
 * given, each email in all others as variants. Undefined: there is no such starter.
 */
export function stepsOfStarter(starterId: string, language: Language): CreateStep[] | undefined {
  const starter = STARTERS.find(({ id }) => id === starterId);
  return starter?.steps.map((step) => ({
    ...contentOf(step, language),
    label: labelOf(step, language),
    timing: { kind: 'offset', days: step.days },
  }));
}

function contentOf({ type, tone }: StarterStep, language: Language): Omit<CreateStep, 'label' | 'timing'> {
  if (type === 'call') return { type, instructions: asked(LETTER_TEXTS[language].call.instructions) };
  const others = LANGUAGES.filter((other) => other !== language);
  const wordsIn = (each: Language) => plainLetter({ tone, about: 'open', language: each });
  return {
    type,
    ...wordsIn(language),
    language,
    variants: Object.fromEntries(others.map((other) => [other, { ...wordsIn(other), bodyText: null }])),
  };
}

function labelOf({ tone }: StarterStep, language: Language): string {
  const { tones, call } = LETTER_TEXTS[language];
  return tone === null ? call.label : tones[tone].label;
}
