import type { Template } from '../../contracts/programs/templates.ts';
import type { StoredTemplate, TemplateText } from './definition.ts';

/** A text of the organisation as the product shows it. */
export function shownTemplate(template: StoredTemplate): Template {
  const { createdAt, updatedAt, archivedAt } = template;
  return {
    ...template,
    isBuiltIn: false,
    createdAt: new Date(createdAt).toISOString(),
    updatedAt: new Date(updatedAt).toISOString(),
    archivedAt: archivedAt === null ? null : new Date(archivedAt).toISOString(),
  };
}

/** A text that comes with the product, as the product shows it. */
export function shownBuiltIn(template: TemplateText): Template {
  return { ...template, isBuiltIn: true, version: 1, createdAt: null, updatedAt: null, archivedAt: null };
}
