import type { ApiFixture, Json } from '../servers/api-fixture.ts';
import { file, folders } from './configuration-world.ts';

/** Where a folder of one sequence is tried, each test with one of its own. */
export class ChaseWorld {
  readonly api: ApiFixture;
  mailboxId = '';
  /** Of the sequence of the present test. */
  name = '';
  n = 0;

  constructor(api: ApiFixture) {
    this.api = api;
  }

  async open(): Promise<void> {
    await this.api.open();
    const smtp = { host: 'mail.example', port: 25, security: 'none' };
    const body = { name: 'AR', fromAddress: 'ar@acme.example', fromName: 'Acme', zone: 'UTC', smtp };
    this.mailboxId = (await this.api.ok('POST', '/v1/mailboxes', { body })).id;
    await this.api.ok('POST', `/v1/mailboxes/${this.mailboxId}/verify`);
  }

  next(): void {
    this.n += 1;
    this.name = `Chase ${this.n}`;
  }

  /** A sequence of two emails and a call as a file; `change` makes other lines of some. */
  chase(change: (text: string) => string = (text) => text): { path: string; text: string } {
    const text = `
sequence:
  name: ${this.name}
  status: active
  zone: Europe/Berlin
  mailbox: ar
  primaryUser: ada@example.com
  steps:
    - {type: email, label: First, timing: {kind: offset, days: 0}, subject: One, body: Please pay}
    - {type: email, label: Second, timing: {kind: offset, days: 5}, subject: Two, body: Please pay}
    - {type: call, label: Third, timing: {kind: offset, days: 9}}
`;
    return file(change(text), 'sequences/chase.yaml');
  }

  /** The sequence of the present test, as the API shows it. */
  async sequence(): Promise<Json> {
    const query = `search=${encodeURIComponent(this.name)}&includeArchived=true`;
    const { items } = await this.api.ok('GET', `/v1/sequences?${query}`);
    return this.api.ok('GET', `/v1/sequences/${items.find((each: Json) => each.name === this.name).id}`);
  }

  /** Applies what must succeed. */
  async done(files: object[], more: object = {}): Promise<Json> {
    const answer = await folders(this.api).apply(files, more);
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    return answer.body;
  }
}
