import { setTimeout as sleep } from 'node:timers/promises';
import type { Customer } from '../../contracts/customers/customers.ts';
import type { Enrollment } from '../../contracts/enrollments/enrollments.ts';
import type { Explanation } from '../../contracts/enrollments/explanation.ts';
import type { Conversation, ConversationDetail } from '../../contracts/inbox/conversations.ts';
import type { Page } from '../../contracts/paging.ts';
import type { Sequence } from '../../contracts/sequences/sequences.ts';
import type { Suppression } from '../../contracts/sending/suppressions.ts';
import { addDays, instantOf } from '../../domain/time/calendar.ts';
import { enrollmentWorkflowId } from '../../workflows/enrollments/enrollment.messages.ts';
import { say } from '../stack/progress.ts';
import { Answering } from './answering.ts';
import type { DeliveredMail } from './mail-folder.ts';
import { addMailbox, applyDefinition, importSamples } from './opening.ts';
import type { Stage } from './stage.ts';
import { Timeline } from './timeline.ts';

/** Of the sample files: one replies, one is away, one has an address that is unknown and a second contact. */
const CAST = { replies: 'C-1001', away: 'C-1005', bounces: 'C-1004' } as const;
type Part = keyof typeof CAST;
/** The day of the return, counted from Monday. */
const BACK_ON = 9;
const PROMISED_ON = 4;
const PATIENCE_MS = 30_000;
const POLL_MS = 25;

/**
 * Two weeks of what comes back (I1-I5), through a real IMAP server and the API: a reply that stops, an absence that holds, a
 * bounce that goes on with another contact, and a conversation that is answered with a promise.
 *
 * @returns what was not as expected
 */
export async function showMailIn(input: { stage: Stage; monday: string; zone: string }): Promise<string[]> {
  const { stage, zone } = input;
  await importSamples(stage);
  const mailboxId = await addMailbox(stage, zone);
  const answering = await Answering.begin(stage, mailboxId);
  try {
    return await new MailIn(input, answering).live();
  } finally {
    await answering.stop();
  }
}

class MailIn {
  readonly #stage: Stage;
  readonly #monday: string;
  readonly #zone: string;
  readonly #answering: Answering;
  readonly #timeline: Timeline;
  readonly #enrollments = new Map<Part, Enrollment>();
  readonly #broken: string[] = [];

  constructor({ stage, monday, zone }: { stage: Stage; monday: string; zone: string }, answering: Answering) {
    this.#stage = stage;
    this.#monday = monday;
    this.#zone = zone;
    this.#answering = answering;
    this.#timeline = new Timeline(stage.db, zone);
  }

  async live(): Promise<string[]> {
    await this.#enrol();
    await this.#until(0, '09:30');
    this.#expect(this.#stage.mail.mails.length === 3, 'each gets the first reminder');
    const replyId = await this.#comesBack();
    await this.#tellWaiting();
    await this.#until(0, '10:00');
    await this.#answerWithPromise(replyId);
    await this.#until(3, '12:00');
    const second = this.#stage.mail.mails.filter(({ subject }) => subject.includes('Still open'));
    this.#expect(
      second.map(({ to }) => to.join()).join() === 'ruth.abernethy@goldenmesa.example',
      'on Thursday only the second contact behind the dead address is written to',
    );
    await this.#until(PROMISED_ON, '12:00');
    await this.#until(BACK_ON + 1, '00:05');
    await this.#until(BACK_ON + 5, '12:00');
    await this.#sumUp();
    return this.#broken;
  }

  async #enrol(): Promise<void> {
    const { api } = this.#stage;
    await applyDefinition(this.#stage, 'mail-in.yaml');
    const { items: sequences } = await api.get<Page<{ id: string }>>('/v1/sequences');
    const { id, name, steps } = await api.get<Sequence>(`/v1/sequences/${sequences[0]!.id}`);
    say(`sequence "${name}": ${steps.map(({ label }) => label).join(' -> ')}\n`);
    const { items: customers } = await api.get<Page<Customer>>('/v1/customers?limit=200');
    for (const [part, externalId] of Object.entries(CAST) as [Part, string][]) {
      const customerId = customers.find((customer) => customer.externalId === externalId)!.id;
      await api.post(`/v1/sequences/${id}/enrollments`, { json: { customerId } });
      const path = `/v1/enrollments?sequenceId=${id}&customerId=${customerId}`;
      this.#enrollments.set(part, (await api.get<Page<Enrollment>>(path)).items[0]!);
    }
  }

  /** What comes back for the first mails. @returns the Message-ID of the reply */
  async #comesBack(): Promise<string> {
    const text = 'Sorry, that slipped through. We will pay everything on Friday.';
    const replyId = await this.#answering.answer(this.#mailTo('maya.ellison@'), { kind: 'answer', text });
    const until = addDays(this.#monday, BACK_ON);
    await this.#answering.answer(this.#mailTo('sam.okafor@'), { kind: 'out_of_office', until });
    await this.#answering.answer(this.#mailTo('dana.kirsch@'), { kind: 'bounce' });
    await this.#timeline.tell();
    const { status, stopReason } = await this.#standing('replies');
    this.#expect(status === 'stopped' && stopReason === 'reply', 'the reply stops its enrollment');
    const { reasons } = await this.#explanation('away');
    const end = instantOf(addDays(this.#monday, BACK_ON + 1), '00:00', this.#zone);
    const isHeld = reasons.some(({ until: day }) => day !== null && Date.parse(day) === end);
    this.#expect(isHeld, 'the absence holds until the day after the return');
    const { items } = await this.#stage.api.get<Page<Suppression>>('/v1/suppressions');
    say(`  suppressed: ${items.map(({ address, reason }) => `${address} (${reason})`).join(', ')}`);
    this.#expect(items[0]?.address === 'dana.kirsch@goldenmesa.example', 'the dead address is suppressed');
    this.#expect((await this.#standing('bounces')).status === 'active', 'the bounce does not stop it');
    return replyId;
  }

  /** A person finds the reply in the inbox and answers it, with what it promises. */
  async #answerWithPromise(replyId: string): Promise<void> {
    const { api, mail } = this.#stage;
    const { customer } = this.#enrollments.get('replies')!;
    const { items } = await api.get<Page<Conversation>>('/v1/conversations?scope=all');
    say(`\nThe inbox: ${items.length} to answer`);
    for (const { customer: who, lastMail } of items) say(`  ${who.name}: "${lastMail?.preview ?? ''}"`);
    this.#expect(items.length === 1, 'only the reply waits for a person');
    const path = `/v1/conversations/${items[0]!.id}`;
    const owed = await api.get<Page<{ id: string }>>(
      `/v1/invoices?customerId=${customer.id}&group=overdue&limit=200`,
    );
    const promisedOn = addDays(this.#monday, PROMISED_ON);
    const promise = { promisedOn, invoiceIds: owed.items.map(({ id }) => id) };
    const body = '<p>Thank you, Maya. Friday is fine.</p>';
    await api.post(`${path}/answers`, { json: { body, release: { choice: 'promise', promise } } });
    const answered = await this.#untilSent(path);
    this.#timeline.note(
      await this.#stage.now(),
      customer.name,
      '',
      `answers, with a promise for ${promisedOn}`,
    );
    await this.#timeline.tell();
    const sent = mail.mails.at(-1)!;
    say(`  the mail: "${sent.subject}" to ${sent.to.join(', ')}, in answer to ${sent.inReplyTo}`);
    this.#expect(sent.inReplyTo === replyId, 'the answer stands in the thread of the reply');
    const kept = answered.holds.filter(({ kind }) => kind === 'promise');
    say(`  ${kept.length} invoices are kept back by the promise; the inbox is ${answered.status}\n`);
    this.#expect(kept.length === owed.items.length, 'the promise keeps its invoices back');
    this.#expect(!answered.holds.some(({ isOfReply }) => isOfReply), 'the reply holds nothing back any more');
  }

  async #sumUp(): Promise<void> {
    say('\nWho got what');
    for (const { to, subject } of this.#stage.mail.mails) say(`  ${to.join(', ')}: ${subject}`);
    const to = (who: string): number =>
      this.#stage.mail.mails.filter((mail) => mail.to.some((address) => address.startsWith(who))).length;
    this.#expect(to('dana.kirsch@') === 1, 'nobody writes to the dead address again');
    this.#expect(to('sam.okafor@') === 2, 'who was away gets the second reminder, once, after the return');
    this.#expect(to('maya.ellison@') === 2, 'who replied gets a person’s answer and no second reminder');
    this.#expect(
      (await this.#stage.db.enrollment.count({ where: { isLive: true } })) === 0,
      'all have ended',
    );
  }

  /** Says where everybody stands and what they wait for, as Temporal Web and the API do. */
  async #tellWaiting(): Promise<void> {
    for (const [part, { id, customer }] of this.#enrollments) {
      const { answer, reasons } = await this.#explanation(part);
      say(`  ${customer.name}: ${[answer, ...reasons.map(({ text }) => text)].join(' ')}`);
      if ((await this.#standing(part)).status !== 'stopped')
        say(`    Temporal Web: ${await this.#stage.detailsOf(enrollmentWorkflowId(id))}`);
    }
  }

  async #untilSent(path: string): Promise<ConversationDetail> {
    const deadline = performance.now() + PATIENCE_MS;
    for (;;) {
      const conversation = await this.#stage.api.get<ConversationDetail>(path);
      if (conversation.answer?.status === 'sent') return conversation;
      if (performance.now() > deadline) throw new Error('the answer did not leave');
      await sleep(POLL_MS);
    }
  }

  #standing(part: Part): Promise<Enrollment> {
    return this.#stage.api.get(`/v1/enrollments/${this.#enrollments.get(part)!.id}`);
  }

  #explanation(part: Part): Promise<Explanation> {
    return this.#stage.api.get(`/v1/enrollments/${this.#enrollments.get(part)!.id}/explain`);
  }

  #mailTo(who: string): DeliveredMail {
    const mail = this.#stage.mail.mails.find(({ to }) => to.some((address) => address.startsWith(who)));
    if (mail === undefined) throw new Error(`no mail went to ${who}`);
    return mail;
  }

  async #until(day: number, time: string): Promise<void> {
    await this.#stage.passUntil(instantOf(addDays(this.#monday, day), time, this.#zone));
    await this.#stage.settled();
    await this.#timeline.tell();
  }

  #expect(holds: boolean, what: string): void {
    if (!holds) this.#broken.push(what);
  }
}
