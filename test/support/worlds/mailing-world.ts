import { MockActivityEnvironment } from '@temporalio/testing';
import { createMailPlaces, type MailPlaces } from '../../../infra/mail/mail-places.ts';
import type { ActivityDeps } from '../../../activities/deps.ts';
import { createDeliverAutomationMessages } from '../../../activities/automations/deliver-messages.ts';
import type { DeliveryDirective } from '../../../contracts/sending/delivery-directive.ts';
import { createMailer } from '../../../infra/mail/mailer.ts';
import { createSmtpPool, type SmtpPool } from '../../../infra/mail/smtp-pool.ts';
import type { Json } from '../servers/api-fixture.ts';
import { startMailServer, type MailServer } from '../servers/mail-server.ts';
import { PassWorld } from './pass-world.ts';
import { stillEngine } from './still-engine.ts';

/** An email to the contact. */
export const MAIL = {
  kind: 'email',
  key: 'mail',
  words: { subject: 'About {{customer.name}}', bodyText: null, bodyHtml: '<p>Hello</p>' },
} as const;

/** The API with automations whose passes and deliveries a test runs by hand: every part real, with a real SMTP server. */
export class MailingWorld extends PassWorld {
  mail!: MailServer;
  /** How many mails stood in the line of those that hold a worker slot each. */
  lined = 0;
  #pool!: SmtpPool;
  mailboxId = '';

  override async open(): Promise<void> {
    await super.open();
    this.mail = await startMailServer();
    const places = createMailPlaces();
    const whileInLine: MailPlaces['whileInLine'] = (work) => {
      this.lined += 1;
      return places.whileInLine(work);
    };
    this.#pool = createSmtpPool({ places: { ...places, whileInLine } });
    const smtp = { host: '127.0.0.1', port: this.mail.port, security: 'none' };
    const body = { name: 'AR', fromAddress: 'ar@acme.example', fromName: 'AR', zone: 'UTC', smtp };
    this.mailboxId = (await this.ok('POST', '/v1/mailboxes', { body })).id;
    await this.ok('POST', `/v1/mailboxes/${this.mailboxId}/verify`);
    const contactPolicy = { daysBetween: 1, perDay: 2 };
    await this.ok('PATCH', '/v1/organisation', {
      body: { defaultMailboxId: this.mailboxId, contactPolicy },
    });
  }

  override async close(): Promise<void> {
    await this.#pool.close();
    await this.mail.close();
    await super.close();
  }

  /** What a worker works with. */
  get worker(): ActivityDeps {
    const email = createMailer({ secrets: this.deps.secrets, pool: this.#pool, tokens: this.deps.tokens });
    const still = stillEngine(this.deps);
    return { ...still, transports: { ...still.transports, email } };
  }

  /** Gives a customer a contact with an address. */
  async contact(customerId: string, email: string): Promise<string> {
    return (await this.ok('POST', `/v1/customers/${customerId}/contacts`, { body: { name: 'Pat', email } }))
      .id;
  }

  /** Delivers what a pass wants to say, until it waits or has ended. */
  async deliver(passId: string): Promise<DeliveryDirective> {
    for (;;) {
      const run = createDeliverAutomationMessages(this.worker);
      const next = (await new MockActivityEnvironment().run(run, { passId })) as DeliveryDirective;
      if (next.kind !== 'more') return next;
    }
  }

  /** The newest pass of an automation. */
  async lastPass(automationId: string): Promise<string> {
    return (await this.passes(automationId)).at(-1)!.id;
  }

  /** Delivers what the newest pass wants to say. */
  async deliverLast(automationId: string): Promise<DeliveryDirective> {
    return this.deliver(await this.lastPass(automationId));
  }

  /** Where the records of a pass stand, as the API counts them. */
  async counts(automationId: string, passId: string): Promise<Json> {
    return (await this.ok('GET', `/v1/automations/${automationId}/passes/${passId}`)).counts;
  }

  /** Who got a mail, in order of their addresses. */
  get addressed(): string[] {
    return this.mail.mails.flatMap(({ to }) => to).sort();
  }

  /** The messages of an automation, as the API shows them. */
  async messages(automationId: string): Promise<Json[]> {
    return (await this.ok('GET', `/v1/automations/${automationId}/messages`)).items;
  }
}
