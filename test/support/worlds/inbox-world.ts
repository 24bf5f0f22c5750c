import type { CommandDeps } from '../../../commands/deps.ts';
import { areOfInterest } from '../../../commands/inbox/are-of-interest.ts';
import { createIntake } from '../../../commands/inbox/create-intake.ts';
import type { SeenHeads, SeenMail } from '../../../commands/inbox/intake.ts';
import { followUnprocessed } from '../../../commands/inbox/repairs.ts';
import { settleFoundInSent } from '../../../commands/inbox/settle-own-copy.ts';
import type { TakenMail } from '../../../commands/inbox/take-mail.ts';
import { newId } from '../../../infra/ids.ts';
import { mailReader, type MailReader } from '../../../infra/inbox/mail-reader.ts';
import { onDay } from '../rows/fixtures.ts';
import { OutcomeWorld } from './outcome-world.ts';
import type { Claimed, Row } from './queue-world.ts';
import { lonePass } from './lone-repair.ts';

const TWO_STEPS = [{ timing: onDay(0, '08:00') }, { timing: onDay(5) }];

/** A mail as a test writes it. */
export interface Written {
  from: string;
  to?: string;
  subject?: string;
  text?: string;
  /** Further headers, and those of above in other words. */
  headers?: Readonly<Record<string, string>>;
  /** In place of `text` with its headers. */
  body?: string;
}

/** A customer whose letter has left, and who may write back. */
export interface SentLetter extends Row {
  claim: Claimed;
  messageId: string;
  headerId: string;
  email: string;
}

/** Mails that are found in the folders of mailboxes, and what becomes of them. */
export class InboxWorld extends OutcomeWorld {
  reader: MailReader = mailReader;
  /** A second mailbox of ours. */
  otherMailboxId = '';
  #uid = 0;

  override async open(): Promise<void> {
    await super.open();
    const mailbox = await this.ok('POST', '/v1/mailboxes', {
      body: {
        name: 'Sales',
        fromAddress: 'sales@acme.example',
        fromName: 'Acme Sales',
        smtp: { host: 'smtp.acme.example', port: 587, security: 'starttls' },
        zone: 'UTC',
      },
    });
    this.otherMailboxId = mailbox.id;
  }

  /** The address that letters leave from. */
  readonly ours = 'ar@acme.example';

  /** The bytes of a mail. */
  mail({
    from,
    to = this.ours,
    subject = 'Re: Your invoice',
    text = 'Hello.',
    headers = {},
    body,
  }: Written): Buffer {
    const id = `<${newId('mail')}@customer.example>`;
    const date = new Date(this.now).toUTCString().replace('GMT', '+0000');
    const all = { From: from, To: to, Subject: subject, Date: date, 'Message-ID': id, ...headers };
    const head = Object.entries(all).flatMap(([name, value]) => (value === '' ? [] : [`${name}: ${value}`]));
    const plain = `Content-Type: text/plain; charset=utf-8\r\n\r\n${text}\r\n`;
    return Buffer.from(`${head.join('\r\n')}\r\n${body ?? plain}`, 'utf8');
  }

  /** A mail as it lies in a folder: in the inbox of the first mailbox unless said. */
  seen(bytes: Uint8Array, change: Partial<SeenMail> = {}): SeenMail {
    this.#uid += 1;
    return {
      mailbox: { id: this.world.mailboxId, zone: 'UTC' },
      folder: { path: 'INBOX', role: 'inbox' },
      uidValidity: 1,
      uid: this.#uid,
      receivedAt: this.now,
      isHistory: false,
      bytes,
      size: bytes.byteLength,
      extent: 'whole',
      ...change,
    };
  }

  take(bytes: Uint8Array, change: Partial<SeenMail> = {}): Promise<TakenMail> {
    return this.takeSeen(this.seen(bytes, change));
  }

  takeSeen(seen: SeenMail, deps: CommandDeps = this.deps): Promise<TakenMail> {
    return createIntake(this.reader).takeMail(deps, seen);
  }

  /** Which mails of a page are taken up, by their headers. */
  async ofInterest(heads: SeenHeads['heads']): Promise<number[]> {
    return [...(await areOfInterest(this.deps, { heads }))];
  }

  /** A mail that is taken up and followed. @returns its id */
  async comes(written: Written | Uint8Array, change: Partial<SeenMail> = {}): Promise<string> {
    const bytes = written instanceof Uint8Array ? written : this.mail(written);
    const taken = await this.take(bytes, change);
    if (!('mailId' in taken)) throw new Error('ignored');
    await createIntake(this.reader).followMail(this.deps, taken.mailId);
    return taken.mailId;
  }

  /** A letter that has left, to a customer in a sequence. */
  async letterTo(email: string, { cc = [] }: { cc?: string[] } = {}): Promise<SentLetter> {
    const [first, ...rest] = TWO_STEPS;
    const row = await this.row({ email, steps: [{ ...first!, cc }, ...rest] });
    return this.#of(row, await this.sent(row), email);
  }

  /** A letter of which nobody knows whether it left. */
  async uncertainLetterTo(email: string): Promise<SentLetter> {
    const row = await this.row({ email, steps: TWO_STEPS });
    return this.#of(row, await this.uncertain(row), email);
  }

  async #of(row: Row, claim: Claimed, email: string): Promise<SentLetter> {
    const { messageId } = claim.mail;
    const { headerId } = await this.db.message.findUniqueOrThrow({ where: { id: messageId } });
    return { ...row, claim, messageId, headerId, email };
  }

  /** What the reconciler does about copies of ours that were found. */
  settleFoundInSent(): Promise<number> {
    return settleFoundInSent(this.deps);
  }

  /** One pass of the reconciler over mails, and what it counted. */
  async reconcileMails(): Promise<Record<string, number>> {
    const counted: Record<string, number> = { mails: 0, foundInSent: 0 };
    await followUnprocessed.run({
      ...lonePass(this),
      count: (what, added = 1) => void (counted[what]! += added),
    });
    return counted;
  }

  stored(mailId: string) {
    return this.db.mail.findUniqueOrThrow({ where: { id: mailId } });
  }

  /** Customers of a mail, in order. */
  async customersOf(mailId: string): Promise<string[]> {
    return this.deps.store.mails.customersOf(this.db, mailId);
  }

  /** Entries of mails in the thread of a customer. */
  entriesOf(customerId: string) {
    return this.db.communication.findMany({
      where: { customerId, mailId: { not: null } },
      orderBy: { id: 'asc' },
    });
  }
}
