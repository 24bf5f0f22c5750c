import type { AudienceGroup, AudienceNode } from '../../../contracts/automations/audiences.ts';
import { ApiFixture, type Json } from '../servers/api-fixture.ts';

/** The API with customers made through it, in Europe/Berlin, on Monday 2030-06-03 at 10:00. */
export class AudienceWorld extends ApiFixture {
  readonly #names = new Map<string, string>();

  override async open(): Promise<void> {
    await super.open();
    this.now = Date.parse('2030-06-03T08:00:00Z');
  }

  /** Makes a customer; answers its id. */
  async add(name: string, body: Json = {}): Promise<string> {
    const { id } = await this.ok('POST', '/v1/customers', { body: { name, currency: 'EUR', ...body } });
    this.#names.set(id, name);
    return id;
  }

  /** An invoice of a customer that is due on a day. */
  async owes(customerId: string, amount: string, dueOn = '2030-05-01'): Promise<string> {
    const number = `N-${customerId.slice(-6)}-${Math.random().toString(36).slice(2, 8)}`;
    const body = { number, amount, dueOn, issuedOn: dueOn < '2030-04-01' ? dueOn : '2030-04-01' };
    return (await this.ok('POST', `/v1/customers/${customerId}/invoices`, { body })).id;
  }

  /** A call of a customer at an instant. */
  async called(customerId: string, occurredAt: string, body: Json = {}): Promise<void> {
    const call = { kind: 'call', direction: 'outbound', callType: 'collection', occurredAt, ...body };
    await this.ok('POST', `/v1/customers/${customerId}/communications`, { body: call });
  }

  /** Everything the API says of a tree. */
  preview(audience: AudienceGroup, key?: string): Promise<Json> {
    return this.ok('POST', '/v1/audiences/preview', {
      body: { audience },
      ...(key !== undefined && { key }),
    });
  }

  /** Names of the members of `all` of some rules, in the order of their names. */
  async members(...nodes: AudienceNode[]): Promise<string[]> {
    const audience: AudienceGroup = { kind: 'all', nodes };
    const { items } = await this.ok('POST', '/v1/audiences/members', { body: { audience, limit: 200 } });
    return items.map(({ name }: { name: string }) => name);
  }
}
