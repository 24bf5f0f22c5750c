import { findBuiltInTemplate } from '../../../domain/programs/built-in-templates.ts';
import type { TemplateText } from '../../../domain/programs/definition.ts';
import type { ActionWords, SpokenWords } from '../../../domain/automations/message.ts';
import type { EmailTemplates } from '../../../domain/rendering/message.ts';
import type { Tx } from '../../../infra/db/client.ts';
import type { CommandDeps } from '../../deps.ts';

/** The words of an action in every language that they are written in (M6), a stored template as it is now; null: it is gone. */
export async function readWords(
  { store }: Pick<CommandDeps, 'store'>,
  db: Tx,
  words: ActionWords,
): Promise<SpokenWords | null> {
  if (!('templateId' in words))
    return { ...stepWords(words), language: null, variants: {}, isReminder: false };
  const { templateId } = words;
  const template: (TemplateText & { level: string }) | null =
    findBuiltInTemplate(templateId) ?? (await store.templates.read(db, templateId));
  if (!template) return null;
  const variants = Object.entries(template.variants).map(([tag, text]) => [tag, stepWords(text)] as const);
  return {
    ...stepWords(template),
    language: template.language,
    variants: Object.fromEntries(variants),
    isReminder: template.level === 'account',
  };
}

const stepWords = ({ subject, bodyHtml, bodyText }: EmailTemplates) => ({
  subject,
  body: bodyHtml,
  bodyText,
});
