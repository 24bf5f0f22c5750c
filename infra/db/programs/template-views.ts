import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import type { Page } from '../../../contracts/paging.ts';
import type {
  GetTemplateQuery,
  ListTemplatesQuery,
  Template,
} from '../../../contracts/programs/templates.ts';
import { BUILT_IN_TEMPLATES, findBuiltInTemplate } from '../../../domain/programs/built-in-templates.ts';
import { shownBuiltIn, shownTemplate, wordedFor } from '../../../domain/programs/shown-template.ts';
import { nameKeyOf } from '../../../domain/name-key.ts';
import type { Tx } from '../client.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import * as templates from './templates.ts';

/** One text, built in or the organisation's, also an archived one; null: no such text. */
export async function read(
  db: Tx,
  _viewer: Viewer,
  { templateId, language }: GetTemplateQuery & { templateId: string },
): Promise<Template | null> {
  const builtIn = findBuiltInTemplate(templateId);
  if (builtIn) return shownBuiltIn(wordedFor(builtIn, language));
  const template = await templates.read(db, templateId);
  return template && shownTemplate(wordedFor(template, language));
}

/** Those that come with the product, growing firmer, then the organisation's in the order they were made. */
export async function list(db: Tx, _viewer: Viewer, query: ListTemplatesQuery): Promise<Page<Template>> {
  const { search, level, includeArchived, limit } = query;
  const [after] = decodeCursor(query.cursor, z.tuple([z.string().max(64)])) ?? [null];
  const builtIn = builtInAfter(after)
    .filter((template) => search === undefined || nameKeyOf(template.name).includes(nameKeyOf(search)))
    .filter((template) => level === undefined || template.level === level);
  const isOwn = after !== null && !findBuiltInTemplate(after);
  const own = await templates.list(db, {
    search,
    level,
    includeArchived,
    after: isOwn ? after : null,
    limit: limit + 1,
  });
  const items = [
    ...builtIn.map((template) => shownBuiltIn(template)),
    ...own.map((template) => shownTemplate(template)),
  ];
  return pageOf(items, limit, (item) => [item.id]);
}

function builtInAfter(after: string | null): readonly (typeof BUILT_IN_TEMPLATES)[number][] {
  if (after === null) return BUILT_IN_TEMPLATES;
  const index = BUILT_IN_TEMPLATES.findIndex(({ id }) => id === after);
  return index < 0 ? [] : BUILT_IN_TEMPLATES.slice(index + 1);
}
