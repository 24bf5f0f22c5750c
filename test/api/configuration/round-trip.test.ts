import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ApiFixture, type Json } from '../../support/servers/api-fixture.ts';
import { file, folders, owingIn, setUpEverything } from '../../support/worlds/configuration-world.ts';

const api = new ApiFixture();
const other = new ApiFixture();
const here = folders(api);
const there = folders(other);
beforeAll(async () => {
  await api.open();
  await setUpEverything(api);
});
afterAll(() => api.close());

/** What each part of a reply says is wrong, in short. */
const wrong = ({ status, body }: Json): unknown => (status < 300 ? [] : (body.errors ?? body.detail));

test('O11: an export is the same each time, holds no id and no secret, and is no difference, pruned or not', async () => {
  const files = await here.export();
  expect(await here.export()).toEqual(files);
  const text = JSON.stringify(files);
  expect(/[a-z]{2,6}_[0-7][0-9a-hjkmnp-tv-z]{25}/.exec(text)).toBeNull();
  expect(text.includes('very-secret-word')).toBe(false);
  expect(text.includes('null\\n  mailboxId')).toBe(false);
  for (const prune of [false, true]) {
    const planned = await here.plan(files, { prune });
    expect(wrong(planned)).toEqual([]);
    expect(planned.body).toMatchObject({ changes: [], kept: [], needs: [], lacks: [] });
    expect((await here.apply(files, { prune })).body.changes).toEqual([]);
  }
});

test('O11: what has ended or is archived for good is history: it stands in no export', async () => {
  const paths = (await here.export()).map(({ path }) => path);
  for (const path of ['sequences/ended.yaml', 'sequences/archived.yaml', 'programs/archived-one.yaml'])
    expect(paths).not.toContain(path);
  expect(paths).toEqual(
    expect.arrayContaining(['organisation.yaml', 'labels.yaml', 'lists.yaml', 'sequences/paused.yaml']),
  );
});

test('C19, O11: a least amount may be in the currency that customers will have, before there are any', async () => {
  const { baseCurrency } = await api.ok('GET', '/v1/organisation');
  await api.ok('POST', '/v1/customers', { body: { name: 'In yen', currency: 'JPY' } });
  const minimums = (amounts: object) => [file(JSON.stringify({ organisation: { minimumAmounts: amounts } }))];
  expect((await here.plan(minimums({ [baseCurrency]: '2.00', JPY: '300' }))).status).toBe(200);
  expect((await here.plan(minimums({ CHF: '2.00' }))).body.errors).toMatchObject([
    { path: 'organisation.minimumAmounts.CHF', message: 'names a currency in which no customer is: CHF' },
  ]);
  const organisation = { baseCurrency: 'SEK', minimumAmounts: { SEK: '5.00' } };
  expect((await here.plan([file(JSON.stringify({ organisation }))])).status).toBe(200);
});

test('O11: an export makes another installation the same, and exporting that gives the same files', async () => {
  await other.open();
  try {
    await owingIn(other, ['EUR', 'JPY']);
    const { body: mailbox } = await other.call('POST', '/v1/mailboxes', {
      body: {
        name: 'Accounts: "receivable" #1',
        fromAddress: 'ar@acme.example',
        fromName: 'Acme',
        zone: 'UTC',
        aliases: ['billing@acme.example'],
        smtp: { host: 'mail.example', port: 25, security: 'none' },
      },
    });
    await other.ok('POST', `/v1/mailboxes/${mailbox.id}/verify`);
    const user = { name: 'Bo Agent', email: 'bo@example.com', role: 'agent' };
    await other.ok('POST', '/v1/users', { body: user });
    const files = await here.export();
    const planned = await there.plan(files);
    expect(wrong(planned)).toEqual([]);
    const applied = await there.apply(files, { token: planned.body.token });
    expect(wrong(applied)).toEqual([]);
    expect((await there.plan(files)).body.changes).toEqual([]);
    expect(await there.export()).toEqual(files);
  } finally {
    await other.close();
  }
});
