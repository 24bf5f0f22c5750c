import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { reconcile } from '../../../commands/upkeep/reconcile.ts';
import { refuseWrongKeys } from '../../../commands/upkeep/secret-keys.ts';
import { loadConfig } from '../../../infra/config.ts';
import { createLinks, createUnsubscribeReader } from '../../../infra/mail/links.ts';
import { createFingerprint, createSecretBox, keyIdOf } from '../../../infra/secrets.ts';
import { ApiFixture, SECRET_KEY, type Json } from '../../support/servers/api-fixture.ts';

const NEW_KEY = randomBytes(32).toString('base64');
const api = new ApiFixture();
beforeAll(() => api.open());
afterAll(() => api.close());
beforeEach(() => {
  api.deps.secrets = createSecretBox(SECRET_KEY);
});

/** What a deployment with these keys works with. */
function deploy(key: string, former: string[]): void {
  api.deps.secrets = createSecretBox(key, former);
  api.deps.fingerprint = createFingerprint(key, 'idempotency');
  api.deps.formerFingerprints = former.map((each) => createFingerprint(each, 'idempotency'));
}

const shown = (): Promise<Json> => api.ok('GET', '/v1/operations/secret-keys');

test('O10: keys are exchanged without downtime: everything opens at every moment, and is sealed anew', async () => {
  const mailbox = await api.ok('POST', '/v1/mailboxes', {
    body: {
      name: 'AR',
      fromAddress: 'ar@acme.example',
      fromName: 'AR',
      zone: 'UTC',
      smtp: { host: 'localhost', port: 25, security: 'none', user: 'ar', password: 'pässword' },
    },
  });
  const call = {
    body: { url: 'https://erp.example.com/h', events: ['invoice.overdue'] },
    headers: { 'Idempotency-Key': 'rotation-1' },
  };
  const webhook = await api.ok('POST', '/v1/webhooks', call);
  const oldId = api.deps.secrets.keyId;
  expect(await shown()).toMatchObject({ remaining: 0, keys: [{ id: oldId, secrets: 2, replies: 1 }] });

  // First everybody learns the new key, and seals with the old one.
  deploy(SECRET_KEY, [NEW_KEY]);
  await reconcile(api.deps);
  expect((await shown()).keys[0]).toMatchObject({ id: oldId, isCurrent: true, secrets: 2 });

  // Then they change places: what is stored still opens, and a call from before is known again.
  deploy(NEW_KEY, [SECRET_KEY]);
  expect((await shown()).remaining).toBe(3);
  await api.ok('POST', `/v1/mailboxes/${mailbox.id}/verify`);
  expect(api.verified.at(-1)).toMatchObject({ password: 'pässword' });
  expect(await api.ok('POST', '/v1/webhooks', call)).toEqual(webhook);

  await reconcile(api.deps);
  const newId = api.deps.secrets.keyId;
  const rows = await api.database.db.$queryRaw<{ sealed: string }[]>`
    SELECT smtp_secret AS sealed FROM mailbox UNION ALL SELECT secret FROM webhook ORDER BY 1`;
  expect(rows.map(({ sealed }) => keyIdOf(sealed))).toEqual([newId, newId]);
  // The reply that is kept for a day is left of the old one.
  expect(await shown()).toMatchObject({ remaining: 1 });
  api.now += 25 * 60 * 60_000;
  await reconcile(api.deps);
  expect((await shown()).remaining).toBe(0);

  // The old one is needed no more.
  deploy(NEW_KEY, []);
  await api.ok('POST', `/v1/mailboxes/${mailbox.id}/verify`);
  expect(api.verified.at(-1)).toMatchObject({ password: 'pässword' });
  await refuseWrongKeys(api.deps);
});

test('O10: a start with a key that opens nothing says so, and names the key that is missing by its id only', async () => {
  const wrong = randomBytes(32).toString('base64');
  const deps = { ...api.deps, secrets: createSecretBox(wrong) };
  const refused = refuseWrongKeys(deps);
  await expect(refused).rejects.toThrow(/SECRET_KEY opens none of the stored secrets .*FORMER_SECRET_KEYS/);
  await expect(refused).rejects.not.toThrow(wrong);
});

test('O10: links in mails that left before go on working', () => {
  const publicUrl = 'https://followthrough.example';
  const url = createLinks({ publicUrl, secretKey: SECRET_KEY }).unsubscribeUrl('msg_1', 2);
  const token = url.slice(url.lastIndexOf('/') + 1);
  expect(createUnsubscribeReader(NEW_KEY, [SECRET_KEY])(token)).toEqual({ messageId: 'msg_1', n: 2 });
  expect(createUnsubscribeReader(NEW_KEY)(token)).toBeNull();
});

test('O10: the environment names other keys as a list; a wrong one is named by its variable, never by its value', () => {
  const env = { DATABASE_URL: 'postgresql://localhost/x', SECRET_KEY };
  const config = loadConfig({ ...env, FORMER_SECRET_KEYS: ` ${NEW_KEY}, ${SECRET_KEY} ,` });
  expect(config.formerSecretKeys.map((key) => key.toString('base64'))).toEqual([NEW_KEY, SECRET_KEY]);
  expect(loadConfig(env).formerSecretKeys).toEqual([]);
  expect(() => loadConfig({ ...env, FORMER_SECRET_KEYS: 'c2hvcnQ=' })).toThrow(
    /FORMER_SECRET_KEYS: must be keys/,
  );
  expect(() => loadConfig({ ...env, FORMER_SECRET_KEYS: 'c2hvcnQ=' })).not.toThrow(/c2hvcnQ/);
});
