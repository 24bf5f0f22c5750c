import { z } from 'zod';
import { TOUCHPOINT_LEVELS } from '../../../contracts/sending/kinds.ts';
import { ProblemError } from '../../../contracts/problems.ts';
import type { StoredTemplate } from '../../../domain/programs/definition.ts';
import { nameKeyOf } from '../../../domain/name-key.ts';
import type { Tx } from '../client.ts';
import { faultOf } from '../errors.ts';
import type { MessageTemplate, Prisma } from '../generated/client.ts';
import { plainPattern } from '../like.ts';

const variantsSchema = z.record(
  z.string(),
  z.object({ subject: z.string(), bodyHtml: z.string(), bodyText: z.string().nullable() }),
);

/** One named text of the organisation, also an archived one; null: no such text. */
export async function read(db: Tx, templateId: string): Promise<StoredTemplate | null> {
  const row = await db.messageTemplate.findUnique({ where: { id: templateId } });
  return row && storedTemplateOf(row);
}

/** These named texts, also archived ones; unknown ids are left out. */
export async function readAll(db: Tx, templateIds: readonly string[]): Promise<StoredTemplate[]> {
  const rows = await db.messageTemplate.findMany({ where: { id: { in: [...templateIds] } } });
  return rows.map(storedTemplateOf);
}

/** Reads it so that nobody archives it before the transaction ends. */
export async function lockForUse(tx: Tx, templateId: string): Promise<StoredTemplate | null> {
  await tx.$queryRaw`SELECT id FROM template WHERE id = ${templateId} FOR SHARE`;
  return read(tx, templateId);
}

/** Locks it for a change and reads it. */
export async function lock(tx: Tx, templateId: string): Promise<StoredTemplate | null> {
  await tx.$queryRaw`SELECT id FROM template WHERE id = ${templateId} FOR UPDATE`;
  return read(tx, templateId);
}

/** Filters of the list. */
export interface TemplateFilter {
  search?: string | undefined;
  level?: string | undefined;
  includeArchived?: boolean | undefined;
  /** Only those with a later id. */
  after: string | null;
  limit: number;
}

/** The organisation's texts in the order they were made. */
export async function list(db: Tx, filter: TemplateFilter): Promise<StoredTemplate[]> {
  const { search, level, includeArchived, after, limit } = filter;
  const where: Prisma.MessageTemplateWhereInput = {
    ...(after !== null && { id: { gt: after } }),
    ...(search !== undefined && { nameKey: { contains: plainPattern(nameKeyOf(search)) } }),
    ...(level !== undefined && { level }),
    ...(includeArchived !== true && { archivedAt: null }),
  };
  const rows = await db.messageTemplate.findMany({ where, orderBy: { id: 'asc' }, take: limit });
  return rows.map(storedTemplateOf);
}

/** Inserts a text. @throws ProblemError `conflict` when the name is taken */
export async function create(tx: Tx, template: StoredTemplate): Promise<void> {
  await refusingTakenName(template.name, () => tx.messageTemplate.create({ data: columnsOf(template) }));
}

/** Writes a text over itself. @throws ProblemError `conflict` when the name is taken */
export async function save(tx: Tx, template: StoredTemplate): Promise<void> {
  await refusingTakenName(template.name, () =>
    tx.messageTemplate.update({ where: { id: template.id }, data: columnsOf(template) }),
  );
}

/** The programs that use a text in a touchpoint that is still worked with, by name. */
export async function listUsers(db: Tx, templateId: string): Promise<string[]> {
  const rows = await db.program.findMany({
    where: { archivedAt: null, touchpoints: { some: { templateId, archivedAt: null } } },
    orderBy: { name: 'asc' },
    select: { name: true },
  });
  return rows.map((row) => row.name);
}

async function refusingTakenName(name: string, write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (faultOf(error) !== 'unique') throw error;
    throw new ProblemError('conflict', `There is a template named "${name}" already.`, [
      { field: 'name', message: 'is taken, in this or another case' },
    ]);
  }
}

function columnsOf({ createdAt, updatedAt, archivedAt, variants, ...template }: StoredTemplate) {
  return {
    ...template,
    variants: { ...variants },
    nameKey: nameKeyOf(template.name),
    createdAt: new Date(createdAt),
    updatedAt: new Date(updatedAt),
    archivedAt: archivedAt === null ? null : new Date(archivedAt),
  };
}

function storedTemplateOf({ nameKey: _nameKey, ...row }: MessageTemplate): StoredTemplate {
  return {
    ...row,
    level: z.enum(TOUCHPOINT_LEVELS).parse(row.level),
    variants: variantsSchema.parse(row.variants),
    createdAt: row.createdAt.getTime(),
    updatedAt: row.updatedAt.getTime(),
    archivedAt: row.archivedAt?.getTime() ?? null,
  };
}
