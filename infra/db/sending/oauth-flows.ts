import type { Tx } from '../client.ts';

/** A sign-in that is under way: `stateHash` names it, the verifier is sealed. Instants in epoch milliseconds. */
export interface OauthFlow {
  stateHash: string;
  mailboxId: string;
  providerId: string;
  userId: string;
  verifier: string;
}

/** Keeps one that begins. */
export async function insert(
  tx: Tx,
  { expiresAt, now, ...flow }: OauthFlow & { expiresAt: number; now: number },
): Promise<void> {
  await tx.oauthFlow.create({
    data: { ...flow, expiresAt: new Date(expiresAt), createdAt: new Date(now) },
  });
}

/** Takes one that came back, once; null: there is none such, it has expired, or it came back before. */
export async function take(
  db: Tx,
  { stateHash, now }: { stateHash: string; now: number },
): Promise<OauthFlow | null> {
  const at = new Date(now);
  const where = { stateHash, usedAt: null, expiresAt: { gt: at } };
  const { count } = await db.oauthFlow.updateMany({ where, data: { usedAt: at } });
  return count === 0 ? null : db.oauthFlow.findUnique({ where: { stateHash } });
}

/** Forgets those that ended before an instant. */
export async function forget(db: Tx, before: number): Promise<void> {
  await db.oauthFlow.deleteMany({ where: { expiresAt: { lt: new Date(before) } } });
}

/** Forgets those of a provider. */
export async function forgetOf(tx: Tx, providerId: string): Promise<void> {
  await tx.oauthFlow.deleteMany({ where: { providerId } });
}
