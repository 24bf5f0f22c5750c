import { LANGUAGES, type Tone } from '../../contracts/kinds.ts';
import { designedLetter } from '../rendering/letters/letter-layout.ts';
import type { EmailTemplates } from '../rendering/message.ts';
import type { TemplateText } from './definition.ts';

/** A text that comes with the product, in every language that it speaks; it is never changed, only taken as it is or copied. */
export interface BuiltInTemplate extends TemplateText {
  /** A plain word, never an id of the database. */
  id: string;
  tone: Tone;
}

/** The texts that come with the product: four about an account and four about one invoice, each growing firmer. */
export const BUILT_IN_TEMPLATES: readonly BuiltInTemplate[] = [
  builtIn('friendly-reminder', 'Friendly reminder', { about: 'account', tone: 'friendly' }),
  builtIn('second-reminder', 'Second reminder', { about: 'account', tone: 'firm' }),
  builtIn('firm-reminder', 'Urgent reminder', { about: 'account', tone: 'urgent' }),
  builtIn('final-notice', 'Final notice', { about: 'account', tone: 'final' }),
  builtIn('invoice-reminder', 'Invoice reminder', { about: 'invoice', tone: 'friendly' }),
  builtIn('second-invoice-reminder', 'Second invoice reminder', { about: 'invoice', tone: 'firm' }),
  builtIn('invoice-demand', 'Invoice demand', { about: 'invoice', tone: 'urgent' }),
  builtIn('final-invoice-demand', 'Final invoice demand', { about: 'invoice', tone: 'final' }),
];

/** What a program made from scratch says, by days past due (P1): account level, growing firmer. */
export const DEFAULT_TOUCHPOINTS = [
  { offsetDays: 1, label: '1 day overdue', templateId: 'friendly-reminder' },
  { offsetDays: 7, label: '7 days overdue', templateId: 'second-reminder' },
  { offsetDays: 14, label: '14 days overdue', templateId: 'firm-reminder' },
  { offsetDays: 30, label: '30 days overdue', templateId: 'final-notice' },
] as const;

const byId = new Map(BUILT_IN_TEMPLATES.map((template) => [template.id, template]));

/** The text of the product with this id; undefined when there is none. */
export function findBuiltInTemplate(templateId: string): BuiltInTemplate | undefined {
  return byId.get(templateId);
}

function builtIn(
  id: string,
  name: string,
  letter: { about: 'account' | 'invoice'; tone: Tone },
): BuiltInTemplate {
  const [first, ...others] = LANGUAGES;
  const variants: Record<string, EmailTemplates> = Object.fromEntries(
    others.map((language) => [language, designedLetter({ ...letter, language })]),
  );
  return {
    id,
    name,
    level: letter.about,
    tone: letter.tone,
    ...designedLetter({ ...letter, language: first }),
    language: first,
    variants,
  };
}
