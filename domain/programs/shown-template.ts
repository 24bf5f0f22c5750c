import type { Template } from '../../contracts/programs/templates.ts';
import { wordsFor } from '../rendering/language.ts';
import type { BuiltInTemplate } from './built-in-templates.ts';
import type { StoredTemplate, TemplateText } from './definition.ts';

/** A text with the words that a customer of this locale gets in place of its own; undefined: with its own. */
export function wordedFor<Text extends TemplateText>(text: Text, locale: string | undefined): Text {
  if (locale === undefined) return text;
  const { subject, bodyHtml, bodyText } = text;
  const { words, language } = wordsFor({ ...text, words: { subject, bodyHtml, bodyText } }, [locale]);
  return { ...text, ...words, language };
}

/** A text of the organisation as the product shows it. */
export function shownTemplate(template: StoredTemplate): Template {
  const { createdAt, updatedAt, archivedAt, variants } = template;
  return {
    ...template,
    variants: { ...variants },
    languages: languagesOf(template),
    tone: null,
    isBuiltIn: false,
    createdAt: new Date(createdAt).toISOString(),
    updatedAt: new Date(updatedAt).toISOString(),
    archivedAt: archivedAt === null ? null : new Date(archivedAt).toISOString(),
  };
}

/** A text that comes with the product, as the product shows it: in one of its languages, since each is long. */
export function shownBuiltIn(template: BuiltInTemplate): Template {
  return {
    ...template,
    variants: {},
    languages: languagesOf(template),
    isBuiltIn: true,
    version: 1,
    createdAt: null,
    updatedAt: null,
    archivedAt: null,
  };
}

function languagesOf({ language, variants }: TemplateText): string[] {
  return [...new Set([...(language === null ? [] : [language]), ...Object.keys(variants)])];
}
