import { documentSchemas } from '../../../contracts/configuration/documents.ts';
import { createTemplateSchema, updateTemplateSchema } from '../../../contracts/programs/templates.ts';
import { refuseInvalid } from '../../../contracts/problems.ts';
import { archiveTemplate, createTemplate, updateTemplate } from '../../programs/save-template.ts';
import { EVERYTHING } from '../names.ts';
import { changedFields, fieldsOf, type Thing } from './thing.ts';

/** Named texts of the organisation. */
export const templateThing: Thing = {
  reads: 'programs.read',
  writes: () => ['templates.save'],
  fresh: createTemplateSchema.extend({ bodyText: updateTemplateSchema.shape.bodyText }),
  async list({ deps: { store }, tx }) {
    const all = await store.templates.list(tx, { includeArchived: true, after: null, limit: EVERYTHING });
    return all.map((template) => ({
      id: template.id,
      name: template.name,
      of: null,
      values: fieldsOf(documentSchemas.template, template),
      isClosed: template.archivedAt !== null,
    }));
  },
  isClosedForGood: true,
  create: ({ deps, actor }, { values, id }) =>
    createTemplate(deps, actor, createTemplateSchema.parse(values), id ?? undefined),
  async update({ deps, actor }, update) {
    const { level, ...patch } = changedFields(update);
    if (level !== undefined) refuseInvalid([{ field: 'level', message: 'never changes' }]);
    await updateTemplate(deps, actor, {
      templateId: update.existing.id,
      patch: updateTemplateSchema.parse(patch),
    });
  },
  remove: {
    action: 'archive',
    act: ({ deps, actor }, { id: templateId }) => archiveTemplate(deps, actor, { templateId }),
  },
};
