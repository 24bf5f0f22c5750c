import { randomBytes } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { ActivityDeps } from '../../../activities/deps.ts';
import { createInboxActivities } from '../../../activities/index.ts';
import type { FollowDirective } from '../../../activities/inbox/follow-mailbox.ts';
import type { Intake, SeenMail } from '../../../commands/inbox/intake.ts';
import { createSmtpPool } from '../../../infra/mail/smtp-pool.ts';
import { createActivityDeps } from '../../../worker/deps.ts';
import { createWorld } from '../rows/fixtures.ts';
import { createTestDatabase, type TestDatabase } from '../servers/database.ts';

/** A mail as it was taken up. */
export interface Taken {
  id: string;
  path: string;
  uid: number;
  isHistory: boolean;
  extent: SeenMail['extent'];
  receivedAt: number;
  text: string;
}

const POLL_MS = 10;
const PATIENCE_MS = 30_000;

/** One mailbox of a database, followed by the real activity over a real connection; what is found is written down. */
export class FollowingWorld {
  database!: TestDatabase;
  deps!: ActivityDeps;
  mailboxId = '';
  now = Date.parse('2026-11-30T12:00:00Z');
  /** What was taken up, in order; the same mail twice stands there twice. */
  taken: Taken[] = [];
  /** UIDs whose headers were looked at, in order. */
  looked: number[] = [];
  /** Before a mail is taken up: may hold it, or fail. */
  onTake: (mail: SeenMail) => Promise<void> = () => Promise.resolve();
  /** Before headers are judged. */
  onLook: () => Promise<void> = () => Promise.resolve();
  /** Whose headers hold this is of no interest. */
  boring = 'X-Boring: yes';
  readonly #connection = Connection.lazy({ address: '127.0.0.1:1' });

  async open(): Promise<void> {
    this.database = await createTestDatabase();
    this.mailboxId = (await createWorld(this.db, { smtpPort: 1, now: this.now })).mailboxId;
  }

  async close(): Promise<void> {
    await this.#connection.close();
    await this.database.drop();
  }

  get db() {
    return this.database.db;
  }

  /** Gives the mailbox a server to receive from, as if it was just set, and forgets what was before. */
  async follow(
    server: { port: number; user: string; password: string },
    columns: { historyDays?: number; imapFolders?: string[]; imapSentFolder?: string } = {},
  ): Promise<void> {
    this.taken = [];
    this.looked = [];
    this.onTake = () => Promise.resolve();
    this.onLook = () => Promise.resolve();
    this.deps = this.#makeDeps();
    await this.deps.store.mailFolders.forget(this.db, this.mailboxId);
    await this.db.mailbox.update({
      where: { id: this.mailboxId },
      data: {
        imapHost: '127.0.0.1',
        imapPort: server.port,
        imapSecurity: 'none',
        imapUser: server.user,
        imapSecret: this.deps.secrets.seal(server.password),
        imapFolders: [],
        imapSentFolder: null,
        historyDays: 90,
        followedSince: new Date(this.now),
        followedAt: null,
        followStatus: 'connecting',
        followReason: null,
        followFailures: 0,
        version: { increment: 1 },
        ...columns,
      },
    });
  }

  /** Begins the activity, as a worker would. */
  work(): FollowingRun {
    return new FollowingRun(this);
  }

  /** Follows until all of it was taken up, and stops its worker. */
  async workUntil(condition: () => boolean | Promise<boolean>): Promise<void> {
    const run = this.work();
    await run.until(condition);
    await run.stop();
  }

  /** The mailbox's own words on how following it stands. */
  async state() {
    return this.db.mailbox.findUniqueOrThrow({ where: { id: this.mailboxId } });
  }

  /** How far folders are read. */
  folders() {
    return this.db.mailFolder.findMany({ where: { mailboxId: this.mailboxId }, orderBy: { path: 'asc' } });
  }

  /** Ids of what was taken up, each once. */
  get ids(): string[] {
    return [...new Set(this.taken.map(({ id }) => id))];
  }

  activityDeps(stopping: AbortSignal): ActivityDeps {
    return { ...this.deps, stopping };
  }

  #makeDeps(): ActivityDeps {
    const deps = createActivityDeps({
      config: {
        secretKey: randomBytes(32),
        http: { host: '127.0.0.1', port: 0, publicUrl: 'https://a.example', isBehindProxy: false },
        mail: { uncertainRetryAfterMs: 600_000 },
      },
      db: this.db,
      client: new Client({ connection: this.#connection }),
      pool: createSmtpPool(),
      now: () => Promise.resolve(this.now),
    });
    return { ...deps, intake: this.#intake() };
  }

  #intake(): Intake {
    return {
      areOfInterest: async (_deps, { heads }) => {
        await this.onLook();
        this.looked.push(...heads.map(({ uid }) => uid));
        const isBoring = ({ headers }: { headers: Uint8Array }): boolean =>
          Buffer.from(headers).includes(this.boring);
        return new Set(heads.filter((head) => !isBoring(head)).map(({ uid }) => uid));
      },
      takeMail: async (_deps, mail) => {
        await this.onTake(mail);
        const text = Buffer.from(mail.bytes).toString('latin1');
        const id = /^Message-ID: <(.*)>\r?$/im.exec(text)?.[1] ?? '';
        const { uid, isHistory, extent, receivedAt, uidValidity } = mail;
        const { path } = mail.folder;
        await this.db.mailPlace.createMany({
          data: [{ mailboxId: mail.mailbox.id, path, uidValidity, uid, mailId: `mai_${id}` }],
          skipDuplicates: true,
        });
        this.taken.push({ id, path, uid, isHistory, extent, receivedAt, text });
        return { mailId: `mai_${id}` };
      },
      followMail: () => Promise.resolve(),
    };
  }
}

/** One go of the activity. */
export class FollowingRun {
  readonly #stopping = new AbortController();
  readonly #environment = new MockActivityEnvironment();
  /** How it ended, whichever way. */
  readonly ended: Promise<{ directive: FollowDirective } | { error: unknown }>;
  #hasEnded = false;

  constructor(world: FollowingWorld) {
    const { followMailbox } = createInboxActivities(world.activityDeps(this.#stopping.signal));
    const follow = (): Promise<FollowDirective> => followMailbox({ mailboxId: world.mailboxId });
    const run = this.#environment.run<[], FollowDirective, typeof follow>(follow);
    this.ended = run
      .then(
        (directive) => ({ directive }),
        (error: unknown) => ({ error }),
      )
      .finally(() => (this.#hasEnded = true));
  }

  /** Stops its worker. @returns how it ended */
  stop() {
    this.#stopping.abort();
    return this.ended;
  }

  /** Calls it off, as a signal to its workflow does. */
  cancel() {
    this.#environment.cancel('CANCELLED');
    return this.ended;
  }

  /** Waits, in real time. */
  until(condition: () => boolean | Promise<boolean>): Promise<void> {
    return until(async () => {
      const isThere = await condition();
      if (!isThere && this.#hasEnded) throw new Error(`it ended: ${JSON.stringify(await this.ended)}`);
      return isThere;
    });
  }
}

/** Waits, in real time, until it is so. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error('it never came');
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** A mail with its Message-ID; of `bytes` its text is made as long. */
export function letter(id: string, { more = '', bytes = 0 }: { more?: string; bytes?: number } = {}): Buffer {
  const head = `Message-ID: <${id}>\r\nFrom: Ann <ann@customer.example>\r\nSubject: ${id}\r\n${more}\r\n`;
  return Buffer.concat([Buffer.from(`${head}Hello ${id},\r\nyes.\r\n`), Buffer.alloc(bytes, 'x')]);
}
