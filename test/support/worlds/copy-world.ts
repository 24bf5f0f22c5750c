import type { ApiConfig } from '../../../api/deps.ts';
import { MockActivityEnvironment } from '@temporalio/testing';
import { StepSource } from '../../../activities/enrollments/step-source.ts';
import { CopySender } from '../../../activities/sending/copy-sender.ts';
import { createSendCopies } from '../../../activities/sending/send-copies.ts';
import { sendOnce } from '../../../activities/sending/send-once.ts';
import type { CopiesDirective } from '../../../contracts/sending/copies-directive.ts';
import type { Directive } from '../../../contracts/enrollments/directive.ts';
import type { HandOverResult } from '../../../infra/mail/hand-over-result.ts';
import type { CopyEvents, OutgoingMail } from '../../../infra/mail/mailer.ts';
import { onDay, type SequenceFixture } from '../rows/fixtures.ts';
import type { Json } from '../servers/api-fixture.ts';
import { ACCEPTED, QueueWorld, type Claimed, type Row } from './queue-world.ts';

/** The address of a copy. */
export const COPY = 'copy@acme.example';

/** What happens to a copy at the mail server; without a result it takes it. */
export interface AtServer {
  /** Before the server asks for the body. */
  before?: () => Promise<unknown>;
  /** The body is on its way. */
  after?: () => Promise<unknown>;
  result?: HandOverResult;
}

/** A letter whose main recipient has it. */
export interface Letter extends Row {
  messageId: string;
  claim: Claimed;
}

const BEHIND_FENCE = new Set<HandOverResult['kind']>(['sent', 'unknown', 'temporary_after_body']);
const IN_ORDER = new Set<HandOverResult['kind']>([
  'sent',
  'address',
  'policy',
  'refused',
  'temporary',
  'temporary_after_body',
]);

/** Letters with copies, through the product's own pipeline; the mail server does as each address is told. */
export class CopyWorld extends QueueWorld {
  readonly start = this.now;
  /** Addresses that the server was asked about, and those whose body left, in order. */
  readonly asked: string[] = [];
  readonly left: string[] = [];
  readonly #told = new Map<string, AtServer[]>();

  override async open(config: Partial<ApiConfig> = {}): Promise<void> {
    await super.open(config);
    const deliver = this.deliver.bind(this);
    this.engine = { ...this.engine, transports: { ...this.engine.transports, email: { deliver } } };
  }

  /** Begins a test: the clock at its start, nothing told, nothing left. */
  begin(): void {
    this.now = this.start;
    this.asked.length = 0;
    this.left.length = 0;
    this.#told.clear();
    this.lifecycle.started.length = 0;
  }

  /** Tells the server what happens to an address the next time. */
  tell(address: string, ...told: AtServer[]): void {
    this.#told.set(address, [...(this.#told.get(address) ?? []), ...told]);
  }

  /** A letter with copies that is due now. */
  due(change: { cc?: string[]; email?: string } & Partial<SequenceFixture> = {}): Promise<Row> {
    const { cc = [COPY], email, ...sequence } = change;
    const steps = [{ timing: onDay(0, '08:00'), cc }, { timing: onDay(5) }];
    return this.row({ steps, ...sequence, ...(email !== undefined && { email }) });
  }

  /** A letter whose main recipient has it; its copies are claimed by a send that ended there. */
  async letter(change: Parameters<CopyWorld['due']>[0] = {}): Promise<Letter> {
    const row = await this.due(change);
    const claim = await this.sent(row);
    return { ...row, claim, messageId: claim.mail.messageId };
  }

  /** A letter whose copies wait for the workflow. */
  async waiting(change: Parameters<CopyWorld['due']>[0] = {}): Promise<Letter> {
    const letter = await this.letter(change);
    await this.sender(letter).giveBack();
    return letter;
  }

  sender({ claim }: Letter): CopySender {
    return new CopySender(this.engine, { out: claim.mail, token: claim.token });
  }

  /** The whole send of a step, as its activity does it. */
  send({ enrollmentId, executionId }: Row, activity = new MockActivityEnvironment()): Promise<Directive> {
    const input = { enrollmentId, stepExecutionId: executionId };
    return activity.run(() => sendOnce(this.engine, new StepSource(this.engine, input)));
  }

  /** One look of the workflow of the copies. */
  drain(
    { messageId }: { messageId: string },
    activity = new MockActivityEnvironment(),
  ): Promise<CopiesDirective> {
    return activity.run(createSendCopies(this.engine), { messageId });
  }

  /** Lets time pass. */
  pass(ms: number): void {
    this.now += ms;
  }

  /** The message as the API shows it. */
  shown({ messageId }: { messageId: string }, key?: string): Promise<Json> {
    return this.ok('GET', `/v1/messages/${messageId}`, key === undefined ? {} : { key });
  }

  /** How its copies stand, the main one first: `accepted`, `cancelled stopped`. */
  async standing(letter: { messageId: string }): Promise<string[]> {
    const { copies } = await this.shown(letter);
    return copies.map(({ status, reason }: Json) => [status, reason].filter(Boolean).join(' '));
  }

  /** A person's answer about a copy. */
  answer({ messageId }: { messageId: string }, verb: 'retry' | 'mark-sent', n = 2, key?: string) {
    const path = `/v1/messages/${messageId}/copies/${n}/${verb}`;
    return this.call('POST', path, key === undefined ? {} : { key });
  }

  /** The id of the message of a row. */
  async messageOf({ executionId }: Row): Promise<{ messageId: string }> {
    const message = await this.db.message.findFirstOrThrow({ where: { sourceId: executionId } });
    return { messageId: message.id };
  }

  private async deliver(
    out: OutgoingMail,
    copies: readonly number[],
    on: CopyEvents,
    signal: AbortSignal,
  ): Promise<void> {
    for (const n of copies) {
      const { address } = out.recipients.find((recipient) => recipient.n === n)!;
      this.asked.push(address);
      const told = this.#told.get(address)?.shift() ?? {};
      await told.before?.();
      const result = await this.handOver(address, told, () => on.fence(n), signal);
      const answer = await on.settle(n, result);
      if (answer === 'stop' || signal.aborted || !IN_ORDER.has(result.kind)) return;
    }
  }

  private async handOver(
    address: string,
    { after, result = ACCEPTED }: AtServer,
    fence: () => Promise<boolean>,
    signal: AbortSignal,
  ): Promise<HandOverResult> {
    if (signal.aborted) return { kind: 'aborted' };
    if (!BEHIND_FENCE.has(result.kind)) return result;
    if (!(await fence())) return { kind: 'fenced_off' };
    this.left.push(address);
    await after?.();
    return result;
  }
}

/** What servers say. */
export const BUSY: HandOverResult = {
  kind: 'temporary',
  code: 450,
  reply: '450 4.2.0 mailbox busy',
  isMarked: false,
};
export const UNKNOWN_USER: HandOverResult = {
  kind: 'refused',
  code: 550,
  reply: '550 5.1.1 no such user',
};
export const LOST: HandOverResult = { kind: 'unknown', phase: 'final_reply', reply: '' };
