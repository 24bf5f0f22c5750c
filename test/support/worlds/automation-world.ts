import { ApiFixture, type Json } from '../servers/api-fixture.ts';

/** What a draft is made of, beside its name. */
export type Draft = Record<string, unknown>;

/** The API with automations on it: the first ones of their tests. */
export class AutomationWorld extends ApiFixture {
  #made = 0;

  /** Makes a label in a group of its own. */
  async label(name: string): Promise<string> {
    const group = await this.ok('POST', '/v1/label-groups', { body: { name: `Group of ${name}` } });
    return (await this.ok('POST', `/v1/label-groups/${group.id}/labels`, { body: { name } })).id;
  }

  /** Makes a draft that puts a label on everybody who has a name. */
  async draft(name: string, draft: Draft = {}): Promise<Json> {
    const body = { name, audience: HAS_NAME, actions: [], ...draft };
    return this.ok('POST', '/v1/automations', { body });
  }

  /** Makes one that runs. */
  async running(name: string, draft: Draft = {}, key = this.adminKey): Promise<Json> {
    const { id } = await this.draft(name, { actions: [ADD_SCORE], ...draft });
    return this.ok('POST', `/v1/automations/${id}/start`, { body: {}, key });
  }

  /** A mailbox that works, and that the organisation sends from. */
  async workingMailbox(): Promise<string> {
    const body = {
      name: `Mailbox ${(this.#made += 1)}`,
      fromAddress: `ar${this.#made}@example.com`,
      fromName: 'Acme',
      smtp: { host: 'smtp.example.com', port: 587, security: 'starttls' },
      zone: 'UTC',
    };
    const { id } = await this.ok('POST', '/v1/mailboxes', { body });
    await this.ok('POST', `/v1/mailboxes/${id}/verify`);
    await this.ok('PATCH', '/v1/organisation', { body: { defaultMailboxId: id } });
    return id;
  }

  /** A sequence of one call that takes people in. */
  async activeSequence(name: string, mailboxId: string): Promise<string> {
    const body = { name, zone: 'Europe/Berlin', mailboxId, primaryUserId: this.adminId };
    const { id } = await this.ok('POST', '/v1/sequences', { body });
    const timing = { kind: 'delay', amount: 1, unit: 'days' };
    const step = { label: 'Call', type: 'call', timing, script: 'Call' };
    await this.ok('POST', `/v1/sequences/${id}/steps`, { body: step });
    await this.ok('POST', `/v1/sequences/${id}/activate`, { body: {} });
    return id;
  }

  /** What is shown of one. */
  read(id: string): Promise<Json> {
    return this.ok('GET', `/v1/automations/${id}`);
  }
}

/** Everybody. */
export const HAS_NAME = { kind: 'all', nodes: [{ kind: 'field', field: 'name', op: 'is_set' }] } as const;
/** Something that needs nothing else to be there. */
export const ADD_SCORE = { kind: 'add_score', value: 5 } as const;
