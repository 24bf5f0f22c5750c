import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { ActivityDeps } from '../../activities/deps.ts';
import type { FollowDirective } from '../../activities/inbox/follow-mailbox.ts';
import { createInboxActivities } from '../../activities/index.ts';
import type { Mailbox } from '../../contracts/sending/mailboxes.ts';
import { headerOf } from '../imap/header.ts';
import { startImapServer, type ImapServer } from '../imap/server.ts';
import { composeAnswer, type AnswerKind } from '../local-mail/answers.ts';
import type { DeliveredMail } from './mail-folder.ts';
import type { Stage } from './stage.ts';

const PATIENCE_MS = 30_000;
const POLL_MS = 25;

/** What comes back for a mail. */
interface ComingBack {
  kind: AnswerKind;
  text?: string;
  /** For `out_of_office`: the day of the return. */
  until?: string;
}

/** An IMAP server into which answers come, and the look into it. */
export class Answering {
  readonly #stage: Stage;
  readonly #mailbox: Mailbox;
  readonly #server: ImapServer;
  #came = 0;

  private constructor(stage: Stage, mailbox: Mailbox, server: ImapServer) {
    this.#stage = stage;
    this.#mailbox = mailbox;
    this.#server = server;
  }

  /** Starts the server and has the mailbox follow it. */
  static async begin(stage: Stage, mailboxId: string): Promise<Answering> {
    const account = { user: 'ar@acme.example', password: randomBytes(12).toString('base64url') };
    const server = await startImapServer({ account });
    const imap = { host: '127.0.0.1', port: server.port, security: 'none', ...account };
    await stage.api.patch(`/v1/mailboxes/${mailboxId}`, { imap });
    const mailbox = await stage.api.get<Mailbox>(`/v1/mailboxes/${mailboxId}`);
    return new Answering(stage, mailbox, server);
  }

  /** Puts an answer into INBOX, and has it taken up; the clock stands meanwhile. @returns its Message-ID */
  async answer(mail: DeliveredMail, { kind, text = '', until = '' }: ComingBack): Promise<string> {
    const now = await this.#stage.now();
    const { fromAddress: address, fromName } = this.#mailbox;
    const headers = headerOf(await readFile(mail.file.replace(/txt$/, 'eml'))).toString('latin1');
    const caught = {
      id: mail.messageId,
      at: new Date(now).toISOString(),
      from: { address, name: fromName ?? '' },
      to: { address: mail.to[0] ?? '', name: '' },
      others: [],
      subject: mail.subject,
      text: mail.text,
      messageId: mail.headerId,
      references: [],
      rawHeaders: headers.trimEnd(),
    };
    const { bytes } = await composeAnswer(caught, { kind, text, until, now: new Date(now) });
    this.#server.store.inbox.add(bytes, { receivedAt: now });
    this.#came += 1;
    await this.#look();
    await this.#stage.settled();
    return /^Message-ID: (<.*>)\r?$/im.exec(bytes.toString('latin1'))?.[1] ?? '';
  }

  async stop(): Promise<void> {
    this.#server.cut();
    await this.#server.stop();
  }

  /**
   * Runs the activity that follows a mailbox until all that came is done. On skipped time it cannot run all the time: while an
   * activity runs the clock stands.
   */
  async #look(): Promise<void> {
    const stopping = new AbortController();
    const { followMailbox } = createInboxActivities(this.#deps(stopping.signal));
    const follow = (): Promise<FollowDirective> => followMailbox({ mailboxId: this.#mailbox.id });
    const run = new MockActivityEnvironment().run<[], FollowDirective, typeof follow>(follow);
    const ended = run.then(
      () => undefined,
      (error: unknown) => (stopping.signal.aborted ? undefined : Promise.reject(error as Error)),
    );
    await Promise.race([ended, this.#untilTaken()]);
    stopping.abort();
    await ended;
  }

  async #untilTaken(): Promise<void> {
    const deadline = performance.now() + PATIENCE_MS;
    while ((await this.#stage.db.mail.count({ where: { processedAt: { not: null } } })) < this.#came) {
      if (performance.now() > deadline) throw new Error('an answer was not taken up');
      await sleep(POLL_MS);
    }
  }

  #deps(stopping: AbortSignal): ActivityDeps {
    return { ...this.#stage.deps, stopping };
  }
}
