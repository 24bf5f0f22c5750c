import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import PostalMime from 'postal-mime';
import { createApp } from '../../../api/app.ts';
import { API_DEFAULTS, NO_SMS_IN } from '../../../api/deps.ts';
import { reconcile } from '../../../commands/upkeep/reconcile.ts';
import { hashOf } from '../../../infra/hash.ts';
import { createHitReader, createLinks, createUnsubscribeReader } from '../../../infra/mail/links.ts';
import { verifyMailbox } from '../../../infra/mail/verify-mailbox.ts';
import { after } from '../../support/rows/fixtures.ts';
import { SECRET_KEY } from '../../support/servers/api-fixture.ts';
import type { AcceptedMessage, ScriptedSmtp } from '../../support/servers/scripted-smtp.ts';
import { ENGINE_START_MS, startEngine, type Engine } from '../../support/worlds/engine.ts';
import { expectQuietHistories } from '../../support/worlds/histories.ts';
import { ProgramWorld } from '../../support/worlds/program-world.ts';
import { ScriptedMailbox } from '../../support/worlds/scripted-mailbox.ts';
import { Story } from '../../support/worlds/story.ts';
import { BROWSER } from '../../support/worlds/tracking-world.ts';

const PUBLIC_URL = 'https://followthrough.example';
const BODY =
  '<p>Pay at <a href="https://pay.example/i?a=1&amp;b=2">our page</a>, or <a href="mailto:x@y.example">write</a>.</p>';

/** A mail as its reader finds it. */
interface Read {
  to: string;
  html: string;
  text: string;
  links: string[];
  pixels: string[];
}

async function readMail({ recipients, raw }: AcceptedMessage): Promise<Read> {
  const { html = '', text = '' } = await PostalMime.parse(raw);
  const found = (pattern: RegExp) =>
    [...html.matchAll(pattern)].map((match) => match[1]!.replaceAll('&amp;', '&'));
  return {
    to: recipients.join(),
    html,
    text,
    links: found(/href="([^"]+)"/g),
    pixels: found(/<img src="([^"]+)"/g),
  };
}

describe('mails whose opens and clicks are watched', () => {
  let engine: Engine;
  let story: Story;
  let programs: ProgramWorld;
  let mailbox: ScriptedMailbox;
  let smtp: ScriptedSmtp;
  let server: Server;
  let url: string;
  beforeAll(async () => {
    const links = createLinks({ publicUrl: PUBLIC_URL, secretKey: SECRET_KEY });
    engine = await startEngine({ changeDeps: (deps) => ({ ...deps, links }) });
    story = new Story(engine);
    programs = new ProgramWorld(engine);
    await programs.open();
    mailbox = await new ScriptedMailbox(engine).start();
    smtp = mailbox.smtp;
    const health = {
      database: () => Promise.resolve(),
      temporal: () => Promise.resolve(),
      migrated: () => Promise.resolve(true),
    };
    const readers = {
      readUnsubscribeToken: createUnsubscribeReader(SECRET_KEY),
      hits: createHitReader(SECRET_KEY),

      sms: NO_SMS_IN,
    };
    const own = {
      config: API_DEFAULTS,
      health,
      logger: pino({ level: 'silent' }),
      fingerprint: hashOf,
      verifyMailbox,
    };
    server = createServer(createApp({ ...engine.deps, ...own, ...readers }));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }, ENGINE_START_MS);
  afterEach(() => mailbox.reset());
  afterAll(async () => {
    await new Promise((resolve) => server?.close(resolve));
    await engine?.close();
    await smtp?.stop();
  });

  const received = () => Promise.all(smtp.messages.map(readMail));
  const visit = (link: string) =>
    fetch(link.replace(PUBLIC_URL, url), { redirect: 'manual', headers: { 'User-Agent': BROWSER } });
  /** Somebody reads a mail a day later; a minute after that it is known who it was. */
  const readBy = async ({ links, pixels }: Read): Promise<string | null> => {
    await engine.pass('1 day');
    for (const pixel of pixels) expect((await visit(pixel)).status).toBe(200);
    await engine.pass('1 minute');
    const answer = await visit(links[0]!);
    await engine.pass('62 seconds');
    const { hits } = await reconcile(engine.deps);
    expect(hits).toBe(2);
    return answer.headers.get('location');
  };
  const eventsOf = async (where: { enrollmentId: string } | { messageId: string }) => {
    const events = await engine.database.db.messageEvent.findMany({ where, orderBy: { id: 'asc' } });
    return events.map(({ kind, n, source }) => [kind, n, source]);
  };

  it('T1, M5: each recipient has links and a picture of its own; a copy that waited leaves as its letter was written', async () => {
    const [main, copy] = ['main@one.example', 'copy@one.example'];
    const isCopy = ({ recipients }: { recipients: readonly string[] }) => recipients.at(-1) === copy;
    smtp.replyAt('rcpt', '450 4.2.0 mailbox busy', { times: 1, when: isCopy });
    const walk = await story.walk({
      customer: { email: main },
      tracking: { opens: true, clicks: true },
      steps: [{ timing: after(0, 'minutes'), cc: [copy], body: BODY }, { timing: after(30, 'days') }],
    });
    const { enrollmentId } = walk;
    await engine.until(async () => smtp.messages.length === 1, 'the main copy');
    // What is switched off later concerns later letters.
    await engine.database.db.sequence.update({
      where: { id: walk.sequenceId },
      data: { tracking: { opens: false, clicks: false, leaveAlone: [] } },
    });
    await engine.pass('1 hour');
    await engine.until(async () => smtp.messages.length === 2, 'the copy');
    const [one, two] = await received();
    expect([one!.to, two!.to]).toEqual([main, copy]);
    for (const mail of [one!, two!]) {
      expect(mail.links).toEqual([
        expect.stringMatching(/^https:\/\/followthrough\.example\/go\//),
        'mailto:x@y.example',
        expect.stringMatching(/^https:\/\/followthrough\.example\/unsubscribe\//),
      ]);
      expect(mail.pixels).toHaveLength(1);
      expect(mail.html).not.toContain('pay.example');
      expect(mail.text).toContain(mail.links[0]!);
      expect(mail.text).not.toContain('/img/');
    }
    expect(one!.links[0]).not.toBe(two!.links[0]);
    expect(one!.pixels[0]).not.toBe(two!.pixels[0]);
    // What is kept are the words themselves.
    const message = await engine.database.db.message.findFirstOrThrow({
      where: { enrollmentId },
    });
    expect(message.bodyHtml).toContain('https://pay.example/i?a=1&amp;b=2');
    expect(await readBy(two!)).toBe('https://pay.example/i?a=1&b=2');
    expect(await eventsOf({ enrollmentId })).toEqual([
      ['opened', 2, 'tracking'],
      ['clicked', 2, 'tracking'],
    ]);
    expect(await readBy(one!)).toBe('https://pay.example/i?a=1&b=2');
    expect((await eventsOf({ enrollmentId })).slice(2)).toEqual([
      ['opened', 1, 'tracking'],
      ['clicked', 1, 'tracking'],
    ]);
    await expectQuietHistories(engine);
  });

  it('T1: switched off, a mail leaves as it was written: no link is another, there is no picture', async () => {
    await story.walk({
      customer: { email: 'plain@two.example' },
      steps: [{ timing: after(0, 'minutes'), body: BODY }],
    });
    await engine.until(async () => smtp.messages.length === 1, 'the mail');
    const [mail] = await received();
    expect(mail!.links.slice(0, 2)).toEqual(['https://pay.example/i?a=1&b=2', 'mailto:x@y.example']);
    expect(mail!.pixels).toEqual([]);
    expect(mail!.html + mail!.text).not.toMatch(/\/(go|img)\//);
    const message = await engine.database.db.message.findFirstOrThrow({ orderBy: { createdAt: 'desc' } });
    expect(message.tracking).toBeNull();
  });

  it('P16, T1: the letters of a program too, also those that a person approved word for word', async () => {
    const words = { subject: 'Due', bodyHtml: BODY };
    const program = await programs.program(words, { tracking: { clicks: true, opens: true } });
    const [debtor] = await programs.debtors(1, program);
    const batch = await programs.run(program);
    await programs.approve(batch);
    await programs.delivered(batch);
    const [mail] = await received();
    expect(mail!.links[0]).toMatch(/\/go\//);
    expect(await readBy(mail!)).toBe('https://pay.example/i?a=1&b=2');
    const message = await programs.message(batch, debtor!);
    expect(await eventsOf({ messageId: message!.id })).toEqual([
      ['opened', 1, 'tracking'],
      ['clicked', 1, 'tracking'],
    ]);
    const item = await programs.item(batch, debtor!);
    expect(JSON.stringify(item.content)).not.toContain('/go/');
    const changes = await engine.database.db.change.findMany({
      where: { entityId: message!.id, kind: { in: ['opened', 'clicked'] } },
      orderBy: { seq: 'asc' },
    });
    expect(changes.map(({ kind }) => kind)).toEqual(['opened', 'clicked']);
  });
});
