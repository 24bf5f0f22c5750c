import { newId } from '../../../infra/ids.ts';
import type { Json } from '../servers/api-fixture.ts';
import { ResultWorld } from './result-world.ts';

const DAY_MS = 86_400_000;
const EVENTS = [
  'reply',
  'bounce',
  'unsubscribe',
  'opened',
  'clicked',
  'delivered',
  'failed',
  'auto_reply',
  'soft_bounce',
];
const VERDICTS = ['human', 'machine', 'unclear'];

/** Something that happens, told by small numbers. */
export type Happening = readonly [what: number, who: number, a: number, b: number];

/** Customers who walk through sequences, of whom anything may happen in any order: what results are made of. */
export class RandomResults extends ResultWorld {
  customers: Json[] = [];
  invoices: string[] = [];
  sequences: { id: string; stepOf: Record<string, string> }[] = [];
  enrollments: { id: string; customerId: string; sequenceId: string }[] = [];
  messages: { id: string; executionId: string }[] = [];
  hits: string[] = [];
  payments: string[] = [];
  labels: string[] = [];
  users: (string | null)[] = [];

  async begin(): Promise<void> {
    this.users = [null, this.adminId, (await this.user('agent')).id];
    const group = await this.ok('POST', '/v1/label-groups', {
      body: { name: `Group ${newId('labelGroup')}` },
    });
    for (const name of ['Gold', 'Silver'])
      this.labels.push((await this.ok('POST', `/v1/label-groups/${group.id}/labels`, { body: { name } })).id);
    for (const name of ['One', 'Two'])
      this.sequences.push(await this.sequence(name, { E: 'email', S: 'sms', K: 'call' }));
    for (let made = 0; made < 4; made += 1) {
      const customer = await this.customer({ currency: made === 3 ? 'USD' : 'EUR' });
      this.customers.push(customer);
      await this.ok('POST', `/v1/customers/${customer.id}/contacts`, {
        body: { name: 'Jane Roe', email: `${customer.id}@customer.example`, isPrimary: true },
      });
      this.invoices.push((await this.invoice(customer.id, { amount: '900.00' })).id);
      for (const { id } of this.sequences)
        this.enrollments.push(await this.enrolled(id, { customerId: customer.id }));
    }
  }

  /** Lets one thing happen, through the API where people or imports cause it. */
  async let([what, who, a, b]: Happening): Promise<void> {
    const { db } = this.database;
    const of = <T>(all: readonly T[], n: number): T | undefined => all[n % Math.max(1, all.length)];
    const enrollment = of(this.enrollments, who)!;
    const { stepOf } = this.sequences.find(({ id }) => id === enrollment.sequenceId)!;
    const message = of(this.messages, who * 7 + a);
    const at = new Date(this.now);
    const assigneeId = of(this.users, b)!;
    switch (what) {
      case 0:
      case 1: {
        const channel = a % 3 === 0 ? 'sms' : 'email';
        const stepId = stepOf[channel === 'sms' ? 'S' : 'E']!;
        const status = b % 4 === 0 ? 'handed_over' : 'sent';
        // One execution a step and enrollment: the next one walks through anew.
        const again = await this.#walked(enrollment, stepId);
        this.messages.push(
          await this.sent(again, stepId, { channel, status, assigneeId, isManual: a % 5 === 0 }),
        );
        return;
      }
      case 2:
        if (message)
          await db.message.updateMany({
            where: { id: message.id, status: 'handed_over' },
            data: { status: 'sent' },
          });
        return;
      case 3:
      case 4: {
        const id = newId('messageEvent');
        const kind = of(EVENTS, a)!;
        const named = b % 3 > 0 && message ? { messageId: message.id, n: b % 4 === 0 ? 2 : 1 } : {};
        const verdict = kind === 'opened' || kind === 'clicked' ? of(VERDICTS, b)! : null;
        const told = {
          eventKey: id,
          source: 'api',
          createdAt: at,
          createdById: 'system',
          occurredAt: new Date(this.now - (b % 5) * DAY_MS),
        };
        await db.messageEvent.create({
          data: { id, kind, verdict, enrollmentId: 'n' in named ? null : enrollment.id, ...named, ...told },
        });
        return;
      }
      case 5: {
        if (!message) return;
        const id = newId('trackingHit');
        const hit = { kind: of(['open', 'click', 'unsubscribe_page'], a)!, n: b % 4 === 0 ? 2 : 1, link: 0 };
        await db.trackingHit.create({ data: { id, messageId: message.id, occurredAt: at, ...hit } });
        this.hits.push(id);
        return;
      }
      case 6: {
        const id = of(this.hits, a);
        if (id !== undefined)
          await db.trackingHit.update({ where: { id }, data: { verdict: of(VERDICTS, b)!, judgedAt: at } });
        return;
      }
      case 7: {
        const stepId = stepOf['K']!;
        const again = await this.#walked(enrollment, stepId);
        const outcome = of([null, 'spoke', 'voicemail'], a)!;
        const status = b % 2 === 0 ? 'done' : 'ready';
        await this.execution(again, stepId, { type: 'call', isManual: true, status, outcome, assigneeId });
        return;
      }
      case 8:
        await db.stepExecution.updateMany({
          where: { customerId: enrollment.customerId, isManual: true, stepId: stepOf['K']! },
          data: { status: 'done', outcome: of([null, 'spoke', 'voicemail'], a)!, endedAt: at },
        });
        return;
      case 9: {
        const index = who % this.customers.length;
        const amount = `${(a % 50) + 1}.00`;
        const paidOn = new Date(this.now - (b % 20) * DAY_MS).toISOString().slice(0, 10);
        const allocations = [{ invoiceId: this.invoices[index]!, amount }];
        const path = `/v1/customers/${this.customers[index].id}/payments`;
        const answer = await this.call('POST', path, { body: { amount, paidOn, allocations } });
        if (answer.status < 300) this.payments.push(answer.body.id);
        return;
      }
      case 10: {
        const id = of(this.payments, a);
        // One that came back already is refused.
        if (id !== undefined)
          await this.call('POST', `/v1/payments/${id}/reversals`, { body: { reason: 'bounced' } });
        return;
      }
      case 11: {
        const path = `/v1/customers/${enrollment.customerId}/labels/${of(this.labels, a)!}`;
        await this.call(b % 3 === 0 ? 'DELETE' : 'PUT', path);
        return;
      }
      case 12: {
        const { id } = of(this.sequences, who)!;
        await this.ok('PATCH', `/v1/sequences/${id}`, { body: { description: `Edit ${a} ${b}` } });
        return;
      }
      case 13: {
        const contact = await db.contact.findFirst({
          where: { customerId: enrollment.customerId, erasedAt: null },
          orderBy: { id: 'asc' },
        });
        if (a % 4 === 0 && contact)
          await this.ok('POST', `/v1/contacts/${contact.id}/erasures`, { body: { dryRun: false } });
        return;
      }
      case 14:
        await db.stepExecution.updateMany({
          where: { id: message?.executionId ?? '' },
          data: { assigneeId },
        });
        return;
      case 15:
        await this.ok('PATCH', '/v1/organisation', {
          body: { zone: of(['Europe/Berlin', 'Asia/Tokyo'], a)! },
        });
        return;
      case 16:
        // Somebody looks in between: what is counted then is moved later.
        await this.results();
        return;
      default:
        this.now += (a % 60) * 3_600_000;
    }
  }

  /** An enrollment of the same customer in which the step was not done yet. */
  async #walked(enrollment: { id: string; customerId: string; sequenceId: string }, stepId: string) {
    const done = await this.database.db.stepExecution.count({
      where: { enrollmentId: enrollment.id, stepId },
    });
    if (done === 0) return enrollment;
    const { customerId, sequenceId } = enrollment;
    return this.enrolled(sequenceId, { customerId, status: 'completed' });
  }
}
