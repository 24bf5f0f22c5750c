import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ApiFixture } from '../../support/servers/api-fixture.ts';
import { LOGIN, startImap } from '../../support/servers/imap-fixture.ts';
import { TEST_CERTIFICATE } from '../../support/servers/test-certificate.ts';

const api = new ApiFixture();
beforeAll(() => api.open());
afterAll(() => api.close());

const imap = {
  host: 'imap.example.com',
  port: 993,
  security: 'tls',
  user: 'ar@firm.example',
  password: 'secret',
};
let count = 0;
async function create(more: object = {}) {
  count += 1;
  const smtp = { host: 'smtp.example.com', port: 587, security: 'starttls' };
  const body = {
    name: `AR ${count}`,
    fromAddress: 'ar@firm.example',
    fromName: 'AR',
    zone: 'UTC',
    smtp,
    ...more,
  };
  return api.ok('POST', '/v1/mailboxes', { body });
}
const change = (id: string, body: object) => api.call('PATCH', `/v1/mailboxes/${id}`, { body });
const woken = (id: string) => api.lifecycle.started.filter((what) => what === `mailbox ${id}`).length;

describe('I1: a mailbox with a server to receive from', () => {
  test('is followed from when it is saved, says so, and never shows its password', async () => {
    const made = await create({ imap });
    expect(made.imap).toEqual({
      host: 'imap.example.com',
      port: 993,
      security: 'tls',
      user: 'ar@firm.example',
      hasPassword: true,
      certificateAuthority: null,
      sentFolder: null,
      folders: [],
      historyDays: 90,
    });
    const at = new Date(api.now).toISOString();
    expect(made.following).toEqual({
      status: 'connecting',
      reason: null,
      statusAt: at,
      since: at,
      lookedAt: null,
      troubles: { nothing: 0, headers: 0 },
    });
    expect(woken(made.id)).toBe(1);
    expect((await create()).following).toBeNull();
  });

  test('keeps its password when settings of its folders change; another account needs its own, and is read anew', async () => {
    const { id } = await create({ imap });
    await api.database.db.mailFolder.create({
      data: {
        mailboxId: id,
        path: 'INBOX',
        role: 'inbox',
        uidValidity: 1,
        uid: 7,
        liveSince: new Date(api.now),
      },
    });
    const settings = { historyDays: 10, sentFolder: 'Gesendet', folders: ['INBOX/Customers'] };
    const { body } = await change(id, { imap: { ...settings, certificateAuthority: TEST_CERTIFICATE.cert } });
    expect(body.imap).toMatchObject({ ...settings, hasPassword: true, host: 'imap.example.com' });
    expect(await api.database.db.mailFolder.count({ where: { mailboxId: id } })).toBe(1);
    const refused = await change(id, { imap: { user: 'other@firm.example' } });
    expect(refused.status).toBe(422);
    expect(refused.body.errors).toEqual([
      { field: 'imap.password', message: 'is needed again when host, port, security or user change' },
    ]);
    api.now += 3_600_000;
    const moved = await change(id, { imap: { user: 'other@firm.example', password: 'other' } });
    expect(moved.body.following.since).toBe(new Date(api.now - 3_600_000).toISOString());
    expect(await api.database.db.mailFolder.count({ where: { mailboxId: id } })).toBe(0);
    expect(woken(id)).toBe(3);
  });

  test('is followed no more without it, and from then on when it has one again', async () => {
    const { id } = await create({ imap });
    const off = await change(id, { imap: null });
    expect(off.body).toMatchObject({ imap: null, following: null });
    api.now += 30 * 86_400_000;
    const half = await change(id, { imap: { user: 'ar@firm.example' } });
    expect(half.status).toBe(422);
    expect(half.body.errors.map(({ field }: { field: string }) => field)).toEqual([
      'imap.host',
      'imap.port',
      'imap.security',
    ]);
    const on = await change(id, { imap });
    expect(on.body.following.since).toBe(new Date(api.now).toISOString());
    expect(woken(id)).toBe(3);
  });

  test('bad input is told by field', async () => {
    const bad = { ...imap, user: null, historyDays: -1 };
    const smtp = { host: 'smtp.example.com', port: 587, security: 'starttls' };
    const body = {
      name: 'Bad',
      fromAddress: 'ar@firm.example',
      fromName: 'AR',
      zone: 'UTC',
      smtp,
      imap: bad,
    };
    const refused = await api.call('POST', '/v1/mailboxes', { body });
    expect(refused.status).toBe(422);
    const fields = refused.body.errors.map(({ field }: { field: string }) => field);
    expect(fields.sort()).toEqual(['imap.historyDays', 'imap.user']);
    const many = { ...imap, folders: Array(51).fill('x') };
    const tooMany = await api.call('POST', '/v1/mailboxes', { body: { ...body, imap: many } });
    expect(tooMany.body.errors).toMatchObject([{ field: 'imap.folders' }]);
    const pem = await api.call('POST', '/v1/mailboxes', {
      body: { ...body, imap: { ...imap, certificateAuthority: 'none' } },
    });
    expect(pem.body.errors).toMatchObject([{ field: 'imap.certificateAuthority' }]);
  });

  test('says how many mails could not be read whole', async () => {
    const { id } = await create({ imap });
    const at = new Date(api.now);
    const row = { mailboxId: id, path: 'INBOX', uidValidity: 1, tries: 3, foundAt: at, retryAt: at };
    await api.database.db.mailTrouble.createMany({
      data: [
        { ...row, uid: 1, kind: 'headers' },
        { ...row, uid: 2, kind: 'headers' },
        { ...row, uid: 3, kind: 'nothing' },
        { ...row, mailboxId: 'mbx_other', uid: 4, kind: 'nothing' },
      ],
    });
    const shown = await api.ok('GET', `/v1/mailboxes/${id}`);
    expect(shown.following.troubles).toEqual({ nothing: 1, headers: 2 });
  });

  test('M1: verify signs in to it for real; a wrong password is said there, and sending goes on', async () => {
    const server = await startImap();
    const local = { host: '127.0.0.1', port: server.port, security: 'none', ...LOGIN };
    const { id } = await create({ imap: local });
    const verify = () => api.ok('POST', `/v1/mailboxes/${id}/verify`);
    expect(await verify()).toMatchObject({
      status: 'working',
      following: { status: 'connecting', reason: null },
    });
    expect(server.sessions).toHaveLength(1);
    server.account.password = 'changed';
    const failing = await verify();
    expect(failing).toMatchObject({ status: 'working', following: { status: 'failing' } });
    expect(failing.following.reason).toMatch(/^\[AUTHENTICATIONFAILED\]/);
    expect(JSON.stringify(failing)).not.toContain(LOGIN.password);
    server.account.password = LOGIN.password;
    expect(await verify()).toMatchObject({ following: { status: 'connecting', reason: null } });
  });
});
