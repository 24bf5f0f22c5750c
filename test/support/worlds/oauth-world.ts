import type { AccessToken } from '../../../infra/oauth/access-tokens.ts';
import { createAccessTokens } from '../../../commands/sending/access-tokens.ts';
import { createOauthClient } from '../../../infra/oauth/oauth-client.ts';
import { ApiFixture, PUBLIC_URL, type Json } from '../servers/api-fixture.ts';
import { AuthorizationServer } from '../servers/authorization-server.ts';

/** Where people come back to who signed in. */
export const CALLBACK = `${PUBLIC_URL}/oauth/callback`;

/** The API with a real authorisation server, and mailboxes that it signs in. */
export class OauthWorld extends ApiFixture {
  readonly server = new AuthorizationServer({ redirectUri: CALLBACK });
  providerId = '';
  #names = 0;

  override async open(): Promise<void> {
    await Promise.all([super.open(), this.server.start()]);
    const body = { name: 'Firm', ...this.server.provider };
    this.providerId = (await this.ok('POST', '/v1/oauth-providers', { body })).id;
  }

  override async close(): Promise<void> {
    await Promise.all([super.close(), this.server.stop()]);
  }

  /** A new mailbox that is signed in by it, unless changed. */
  mailbox(change: object = {}): Promise<Json> {
    this.#names += 1;
    const body = {
      name: `Shared ${this.#names}`,
      fromAddress: `shared${this.#names}@firm.example`,
      fromName: 'Firm',
      zone: 'UTC',
      smtp: { host: 'smtp.firm.example', port: 587, security: 'starttls' },
      oauth: { providerId: this.providerId },
      ...change,
    };
    return this.ok('POST', '/v1/mailboxes', { body });
  }

  read(id: string): Promise<Json> {
    return this.ok('GET', `/v1/mailboxes/${id}`);
  }

  authorize(id: string, options = {}) {
    return this.call('POST', `/v1/mailboxes/${id}/oauth/authorize`, options);
  }

  /** What the browser shows of the way back. */
  async comeBack(way: URL): Promise<{ status: number; text: string }> {
    const response = await fetch(this.url + way.pathname + way.search);
    return { status: response.status, text: await response.text() };
  }

  /** A person signs it in. */
  async connect(id: string): Promise<{ status: number; text: string }> {
    const { body } = await this.authorize(id);
    return this.comeBack(await this.server.browse(body.url));
  }

  /** Its sign-in as it is stored. */
  stored(mailboxId: string) {
    return this.database.db.mailboxOauth.findUniqueOrThrow({ where: { mailboxId } });
  }

  /** What is sealed there, opened. */
  async opened(mailboxId: string, column: 'accessToken' | 'refreshToken'): Promise<string | null> {
    const sealed = (await this.stored(mailboxId))[column];
    return sealed === null ? null : this.deps.secrets.open(sealed);
  }

  /** What it signs in with. */
  tokenOf(id: string, refused?: string): Promise<AccessToken> {
    return this.deps.tokens!.accessTokenOf(id, refused);
  }

  /** The same for as many workers, each a process of its own. */
  byWorkers(count: number, id: string): Promise<AccessToken[]> {
    return Promise.all(
      Array.from({ length: count }, () => {
        const oauth = createOauthClient({ answerSeconds: 2 });
        return createAccessTokens({ ...this.deps, oauth }).accessTokenOf(id);
      }),
    );
  }
}
