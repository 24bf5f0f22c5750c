import type { SecretKeys } from '../../contracts/upkeep/secret-keys.ts';
import type { CommandDeps } from '../deps.ts';
import { REPAIRED_ROWS, type Repair } from '../repair.ts';

/** What a start needs to know of the keys. */
type KeyDeps = Pick<CommandDeps, 'db' | 'store' | 'secrets'>;

/** Seals with the present key what a former one sealed (O10): afterwards the former one is needed no more. */
export const resealSecrets: Repair<'resealed'> = {
  counts: ['resealed'],
  async run({ deps, count }) {
    const { db, store, secrets } = deps;
    const keyIds = secrets.keyIds.filter((id) => id !== secrets.keyId);
    const found = await store.sealedSecrets.findSealedWith(db, { keyIds, limit: REPAIRED_ROWS });
    for (const secret of found) {
      const anew = secrets.seal(secrets.open(secret.sealed));
      if (await store.sealedSecrets.replace(db, { ...secret, anew })) count('resealed');
    }
  },
};

/** Where a rotation of keys stands: which key seals, and how much is left of the others. */
export async function showSecretKeys({ db, store, secrets }: KeyDeps): Promise<SecretKeys> {
  const counts = await store.sealedSecrets.countByKey(db);
  const byKey = new Map(counts.map((each) => [each.keyId, each]));
  const ids = [...new Set([...secrets.keyIds, ...byKey.keys()])];
  const keys = ids.map((id) => ({
    id,
    isCurrent: id === secrets.keyId,
    isConfigured: secrets.keyIds.includes(id),
    secrets: byKey.get(id)?.secrets ?? 0,
    replies: byKey.get(id)?.replies ?? 0,
  }));
  const others = keys.filter(({ isCurrent }) => !isCurrent);
  const remaining = others.reduce((sum, each) => sum + each.secrets + each.replies, 0);
  return { keys, remaining };
}

/**
 * Ends a start with keys that open nothing of what is stored: a lost or mistyped key is met by the operator, not by the
 * mails that would fail one by one. Without a database nothing can be said.
 *
 * @throws Error in words for people, which name the ids of keys only
 */
export async function refuseWrongKeys(deps: KeyDeps): Promise<void> {
  const shown = await showSecretKeys(deps).catch(() => null);
  const unknown = shown?.keys.filter(({ isConfigured, secrets }) => !isConfigured && secrets > 0) ?? [];
  const isAnyKnown = shown?.keys.some(({ isConfigured, secrets }) => isConfigured && secrets > 0) ?? true;
  if (unknown.length === 0 || isAnyKnown) return;
  const named = unknown.map(({ id, secrets }) => `${secrets} with key ${id}`).join(', ');
  throw new Error(
    `SECRET_KEY opens none of the stored secrets (${named}; this key is ${deps.secrets.keyId}). Set the key that was there before, as SECRET_KEY or in FORMER_SECRET_KEYS.`,
  );
}
