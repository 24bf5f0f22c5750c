import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { firstStart } from '../../tools/first-start.ts';
import { readConfigurationFolder } from '../../tools/configuration-folder.ts';
import { ROOT } from '../support/rules/source-tree.ts';
import { ApiFixture } from '../support/servers/api-fixture.ts';

const api = new ApiFixture();
const home = mkdtempSync(join(tmpdir(), 'followthrough-home-'));
let printed = '';
beforeAll(async () => {
  await api.open();
  await api.database.db.$executeRaw`TRUNCATE app_user, api_key, organisation CASCADE`;
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
});
afterAll(async () => {
  jest.restoreAllMocks();
  rmSync(home, { recursive: true, force: true });
  await api.close();
});

const run = () =>
  firstStart({
    databaseUrl: api.database.url,
    secretKey: randomBytes(32).toString('base64'),
    apiUrl: api.url,
    home,
    mail: { smtpPort: 2525, imap: { port: 1143, user: 'ar@example.com', password: 'of the local mailbox' } },
  });
const counts = async () => {
  const { db } = api.database;
  return [
    await db.user.count(),
    await db.apiKey.count(),
    await db.customer.count(),
    await db.contact.count(),
    await db.invoice.count(),
    await db.mailbox.count(),
    await db.sequence.count(),
    await db.messageTemplate.count(),
    await db.label.count(),
  ];
};

test('O1: a first start with a wrong setting changes nothing and says which', async () => {
  const before = process.env['FOLLOWTHROUGH_ZONE'];
  process.env['FOLLOWTHROUGH_ZONE'] = 'Mars/Base';
  await expect(run()).rejects.toThrow(/FOLLOWTHROUGH_ZONE .*zone/);
  if (before === undefined) delete process.env['FOLLOWTHROUGH_ZONE'];
  else process.env['FOLLOWTHROUGH_ZONE'] = before;
  expect([readdirSync(home), await counts()]).toEqual([[], Array(9).fill(0)]);
});

test('O1: a start with wrong settings names them all, and makes no folder, no server and no database', async () => {
  const folder = join(home, 'of-a-start');
  const wrong = { FOLLOWTHROUGH_ZONE: 'Mars/Base', PORT: 'abc', SECRET_KEY: 'short', MAX_SENDS: '0' };
  const env = { PATH: process.env['PATH'], FOLLOWTHROUGH_HOME: folder, ...wrong };
  const options = { cwd: ROOT, env };
  const [code, said] = await new Promise<[unknown, string]>((resolve) =>
    execFile(process.execPath, ['--import', 'tsx', 'tools/start.ts'], options, (error, stdout, stderr) =>
      resolve([error?.code, stdout + stderr]),
    ),
  );
  expect(code).toBe(1);
  for (const name of Object.keys(wrong)) expect(said).toContain(name);
  for (const value of ['Mars/Base', 'short']) expect(said).not.toContain(`${value}`);
  expect(existsSync(folder)).toBe(false);
});

test('O1: the first start makes an admin, a key for its owner only, sample data and a verified mailbox', async () => {
  await run();
  const key = readFileSync(join(home, 'admin-key'), 'utf8').trim();
  expect(printed).toContain(key);
  expect(statSync(join(home, 'admin-key')).mode & 0o777).toBe(0o600);
  expect(await counts()).toEqual([1, 1, 28, expect.any(Number), 92, 1, 1, 1, 4]);
  expect(api.verified).toMatchObject([{ host: '127.0.0.1', port: 2525 }]);
  expect((await api.call('GET', '/v1/me', { key })).body.role).toBe('admin');
  // What names no mailbox leaves from it.
  const { id } = await api.database.db.mailbox.findFirstOrThrow();
  // Answers to its mail come in by it.
  expect((await api.call('GET', `/v1/mailboxes/${id}`, { key })).body.imap).toMatchObject({
    host: '127.0.0.1',
    port: 1143,
    security: 'none',
    user: 'ar@example.com',
    hasPassword: true,
  });
  expect((await api.call('GET', '/v1/organisation', { key })).body.defaultMailboxId).toBe(id);
});

test('O11: the sample definitions are a folder, applied as any: the same folder is no difference, and drafts could run', async () => {
  const key = readFileSync(join(home, 'admin-key'), 'utf8').trim();
  const files = readConfigurationFolder(join(ROOT, 'prisma/seed/configuration'));
  const { body } = await api.call('POST', '/v1/configuration/plans', { key, body: { files, prune: true } });
  expect(body).toMatchObject({ changes: [], lacks: [] });
  const active = files.map(({ path, text }) => ({
    path,
    text: text.replace('status: draft', 'status: active'),
  }));
  const planned = await api.call('POST', '/v1/configuration/plans', { key, body: { files: active } });
  expect(planned.body.changes).toMatchObject([{ differences: [{ before: 'draft', after: 'active' }] }]);
});

test('O1: a later start changes nothing, also after the first one was killed before its end', async () => {
  const before = await counts();
  printed = '';
  await run();
  rmSync(join(home, 'first-start-done'));
  await run();
  expect(await counts()).toEqual(before);
  expect(printed).not.toContain(readFileSync(join(home, 'admin-key'), 'utf8').trim());
  rmSync(join(home, 'first-start-done'));
  rmSync(join(home, 'admin-key'));
  await run();
  expect(printed).toContain('The database has users already');
  expect(await counts()).toEqual(before);
});
