import { z } from 'zod';
import type { TargetKind } from '../../../domain/automations/action-targets.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';

/** Something that an action names, as it is. */
export interface KnownTarget {
  name: string;
  /** Why nothing can be done with it any more, in words that follow its path; null: it is there. */
  gone: string | null;
  /** Why it cannot be used as it is now, until somebody does something about it. */
  unfit: string | null;
}

const NOTHING = Prisma.sql`NULL::text`;
const RETIRED = 'is retired and has no successor';
const archivedWhen = (isArchived: Prisma.Sql): Prisma.Sql =>
  Prisma.sql`CASE WHEN ${isArchived} THEN 'is archived' END`;
const NAME = Prisma.sql`t.name`;
const select = (from: Prisma.Sql, gone: Prisma.Sql, unfit = NOTHING, name = NAME): Prisma.Sql =>
  Prisma.sql`SELECT t.id, ${name} AS name, ${gone} AS gone, ${unfit} AS unfit FROM ${from}`;

/** Where each kind stands, and when it is gone. */
const TARGETS: Readonly<Record<TargetKind, Prisma.Sql>> = {
  user: select(
    Prisma.sql`app_user t`,
    Prisma.sql`CASE WHEN NOT t.is_active THEN 'is not an active user' END`,
  ),
  visibilityGroup: select(Prisma.sql`visibility_group t`, NOTHING),
  mailbox: select(
    Prisma.sql`mailbox t LEFT JOIN mailbox h ON h.id = mailbox_heir(t.id)`,
    Prisma.sql`CASE WHEN h.id IS NULL THEN ${RETIRED} END`,
    Prisma.sql`CASE WHEN h.status <> 'working' THEN 'is not a working mailbox; verify it first' END`,
  ),
  smsSender: select(
    Prisma.sql`sms_sender t`,
    Prisma.sql`CASE WHEN sms_sender_heir(t.id) IS NULL THEN ${RETIRED} END`,
  ),
  list: select(Prisma.sql`list t`, archivedWhen(Prisma.sql`t.archived_at IS NOT NULL`)),
  label: select(
    Prisma.sql`label t JOIN label_group g ON g.id = t.group_id`,
    archivedWhen(Prisma.sql`t.archived_at IS NOT NULL OR g.archived_at IS NOT NULL`),
  ),
  enrolled: select(
    Prisma.sql`sequence t`,
    Prisma.sql`CASE t.status WHEN 'archived' THEN 'is archived' WHEN 'ended' THEN 'has ended' END`,
    Prisma.sql`CASE WHEN t.is_template THEN 'is a template: it takes nobody in'
      WHEN t.status = 'draft' THEN 'is a draft: activate it first' END`,
  ),
  sequence: select(Prisma.sql`sequence t`, archivedWhen(Prisma.sql`t.status = 'archived'`)),
  program: select(Prisma.sql`program t`, archivedWhen(Prisma.sql`t.status = 'archived'`)),
  template: select(Prisma.sql`template t`, archivedWhen(Prisma.sql`t.archived_at IS NOT NULL`)),
  webhook: select(
    Prisma.sql`webhook t`,
    NOTHING,
    Prisma.sql`CASE WHEN t.status <> 'active' THEN 'is disabled: enable it first' END`,
    // Its address may hold a secret.
    Prisma.sql`coalesce(t.description, t.id)`,
  ),
};

const rowSchema = z.object({
  id: z.string(),
  name: z.string(),
  gone: z.string().nullable(),
  unfit: z.string().nullable(),
});

/** Those of the ids of one kind that are there, archived ones included, by id. */
export async function find(
  tx: Tx,
  { kind, ids }: { kind: TargetKind; ids: readonly string[] },
): Promise<Map<string, KnownTarget>> {
  const rows = await tx.$queryRaw`
    SELECT * FROM (${TARGETS[kind]}) known WHERE known.id = ANY(${[...ids]}::text[])`;
  return new Map(
    z
      .array(rowSchema)
      .parse(rows)
      .map(({ id, ...target }) => [id, target]),
  );
}
