import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import type { Page } from '../../../contracts/paging.ts';
import { OAUTH_CLIENT_AUTHS, OAUTH_PROVIDER_KINDS } from '../../../contracts/sending/kinds.ts';
import type { OauthProvider } from '../../../contracts/sending/oauth-providers.ts';
import { nameKeyOf } from '../../../domain/name-key.ts';
import type { Tx } from '../client.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import type { OauthProvider as Row, Prisma } from '../generated/client.ts';
import { isoOf } from '../rows.ts';

/** A provider as it is stored; where it sends people back to is the same for all. */
export type StoredProvider = Omit<OauthProvider, 'redirectUri'>;

/** Every member by name: the secret cannot slip through. */
const shown = (row: Row): StoredProvider => ({
  id: row.id,
  name: row.name,
  kind: z.enum(OAUTH_PROVIDER_KINDS).parse(row.kind),
  issuer: row.issuer,
  authorizationEndpoint: row.authorizationEndpoint,
  tokenEndpoint: row.tokenEndpoint,
  clientId: row.clientId,
  hasClientSecret: row.clientSecret !== null,
  clientAuth: z.enum(OAUTH_CLIENT_AUTHS).parse(row.clientAuth),
  scopes: row.scopes,
  version: row.version,
  createdAt: isoOf(row.createdAt),
  updatedAt: isoOf(row.updatedAt),
});

/** One provider; those who may manage mailboxes may know of all. */
export async function find(db: Tx, _viewer: Viewer, providerId: string): Promise<StoredProvider | null> {
  const row = await db.oauthProvider.findUnique({ where: { id: providerId } });
  return row && shown(row);
}

/** Providers in the order they were made. */
export async function list(
  db: Tx,
  _viewer: Viewer,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<Page<StoredProvider>> {
  const after = decodeCursor(cursor, z.tuple([z.string()]));
  const rows = await db.oauthProvider.findMany({
    where: after ? { id: { gt: after[0] } } : {},
    orderBy: { id: 'asc' },
    take: limit + 1,
  });
  return pageOf(rows.map(shown), limit, ({ id }) => [id]);
}

/** Its sealed secret; null: it has none. Never leaves the process. */
export async function findSecret(db: Tx, _viewer: Viewer, providerId: string): Promise<string | null> {
  const row = await db.oauthProvider.findUnique({
    where: { id: providerId },
    select: { clientSecret: true },
  });
  return row?.clientSecret ?? null;
}

/** Locks a provider; false: there is none. */
export async function lock(tx: Tx, providerId: string): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT id FROM oauth_provider WHERE id = ${providerId} FOR UPDATE`;
  return rows.length === 1;
}

/** Whether another one has this name, in any case. */
export async function isNameTaken(db: Tx, name: string, exceptId: string | null): Promise<boolean> {
  const where = { nameKey: nameKeyOf(name) };
  const row = await db.oauthProvider.findUnique({ where, select: { id: true } });
  return row !== null && row.id !== exceptId;
}

/** Columns of a provider; its secret is sealed already. */
export type ProviderColumns = Omit<
  Prisma.OauthProviderUncheckedCreateInput,
  'id' | 'nameKey' | 'version' | 'createdAt' | 'updatedAt' | 'signIns'
>;

/** Inserts a provider; `now` is epoch milliseconds. */
export async function insert(
  tx: Tx,
  { now, ...columns }: ProviderColumns & { id: string; now: number },
): Promise<StoredProvider> {
  const at = new Date(now);
  const fresh = { nameKey: nameKeyOf(columns.name), version: 1, createdAt: at, updatedAt: at };
  return shown(await tx.oauthProvider.create({ data: { ...columns, ...fresh } }));
}

/** Changes the given columns. */
export async function update(
  tx: Tx,
  providerId: string,
  { now, ...change }: Partial<ProviderColumns> & { now: number },
): Promise<StoredProvider> {
  const data = {
    ...change,
    ...(change.name !== undefined && { nameKey: nameKeyOf(change.name) }),
    version: { increment: 1 },
    updatedAt: new Date(now),
  };
  return shown(await tx.oauthProvider.update({ where: { id: providerId }, data }));
}

/** Removes a provider. @returns the names of mailboxes that use it, and keep it; empty: it is gone */
export async function remove(tx: Tx, providerId: string): Promise<string[]> {
  const users = await tx.mailboxOauth.findMany({
    where: { providerId },
    select: { mailbox: { select: { name: true } } },
    orderBy: { mailboxId: 'asc' },
    take: 10,
  });
  if (users.length > 0) return users.map(({ mailbox }) => mailbox.name);
  await tx.oauthFlow.deleteMany({ where: { providerId } });
  await tx.oauthProvider.delete({ where: { id: providerId } });
  return [];
}
