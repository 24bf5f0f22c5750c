import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SYSTEM } from '../../contracts/actor.ts';
import { createMailbox } from '../../commands/sending/create-mailbox.ts';
import { updateMailbox } from '../../commands/sending/update-mailbox.ts';
import { reconcile } from '../../commands/upkeep/reconcile.ts';
import { startImapServer, type ImapServer } from '../../tools/imap/server.ts';
import { mailboxWorkflowId } from '../../workflows/inbox/mailbox.messages.ts';
import { ENGINE_START_MS, startEngine, type Engine } from '../support/worlds/engine.ts';

const LOGIN = { user: 'ar@firm.example', password: 'quiet river' };

describe('I1: one workflow a mailbox', () => {
  let engine: Engine;
  let imap: ImapServer;
  beforeAll(async () => {
    engine = await startEngine();
    imap = await startImapServer({ account: { ...LOGIN } });
  }, ENGINE_START_MS);
  afterAll(async () => {
    await engine?.close();
    await imap?.stop();
  });

  const server = (password = LOGIN.password) =>
    ({ host: '127.0.0.1', port: imap.port, security: 'none', user: LOGIN.user, password }) as const;
  const create = async (name: string, password?: string): Promise<string> => {
    const smtp = { host: '127.0.0.1', port: engine.mail.port, security: 'none' } as const;
    const settings = { name, fromAddress: 'ar@firm.example', fromName: 'AR', zone: 'UTC', smtp };
    return (await createMailbox(engine.deps, SYSTEM, { ...settings, imap: server(password) })).id;
  };
  const row = (id: string) => engine.database.db.mailbox.findUniqueOrThrow({ where: { id } });
  const status = async (id: string): Promise<string> =>
    (await engine.client.workflow.getHandle(mailboxWorkflowId(id)).describe()).status.name;

  it('begins with the mailbox, is woken by its settings while it waits, and ends without a server', async () => {
    const id = await create('One', 'wrong');
    await engine.until(async () => (await row(id)).followStatus === 'failing', 'a refusal');
    await updateMailbox(engine.deps, SYSTEM, { mailboxId: id, imap: { password: LOGIN.password } });
    await engine.until(async () => (await row(id)).followStatus === 'following', 'following');
    expect(await status(id)).toBe('RUNNING');
    await updateMailbox(engine.deps, SYSTEM, { mailboxId: id, imap: null });
    await engine.until(async () => (await status(id)) === 'COMPLETED', 'the end');
    await updateMailbox(engine.deps, SYSTEM, { mailboxId: id, imap: server() });
    await engine.until(async () => (await row(id)).followStatus === 'following', 'following again');
    expect(await status(id)).toBe('RUNNING');
    await updateMailbox(engine.deps, SYSTEM, { mailboxId: id, imap: null });
    await engine.until(async () => (await status(id)) === 'COMPLETED', 'the end');
  });

  it('asks a server that failed again by itself', async () => {
    const id = await create('Two', 'changed');
    await engine.until(async () => (await row(id)).followFailures === 1, 'a refusal');
    imap.account.password = 'changed';
    // The clock keeps real time from then on: following is an activity that does not end.
    await engine.pass('5 minutes');
    await engine.until(async () => (await row(id)).followStatus === 'following', 'following');
    imap.account.password = LOGIN.password;
    await updateMailbox(engine.deps, SYSTEM, { mailboxId: id, imap: null });
    await engine.until(async () => (await status(id)) === 'COMPLETED', 'the end');
  });

  it('O9: is started by the reconciler where its start was lost', async () => {
    const { deps } = engine;
    const wakeMailbox = () => Promise.reject(new Error('Temporal is gone'));
    const lost = { ...deps, lifecycle: { ...deps.lifecycle, wakeMailbox } };
    const smtp = { host: '127.0.0.1', port: engine.mail.port, security: 'none' } as const;
    const settings = { name: 'Three', fromAddress: 'ar@firm.example', fromName: 'AR', zone: 'UTC', smtp };
    const { id } = await createMailbox(lost, SYSTEM, { ...settings, imap: server() });
    expect(await reconcile(deps)).toMatchObject({ mailboxesFollowed: 0 });
    await engine.pass('4 minutes');
    expect(await reconcile(deps)).toMatchObject({ mailboxesFollowed: 1 });
    await engine.until(async () => (await row(id)).followStatus === 'following', 'following');
    expect(await reconcile(deps)).toMatchObject({ mailboxesFollowed: 0 });
    await updateMailbox(deps, SYSTEM, { mailboxId: id, imap: null });
    await engine.until(async () => (await status(id)) === 'COMPLETED', 'the end');
  });
});
