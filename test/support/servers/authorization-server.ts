import { generateKeyPairSync } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider, { type Configuration, type JWK } from 'oidc-provider';

/** The client that the product is registered as. */
export const CLIENT = { clientId: 'followthrough', clientSecret: 'the client secret of tests' };
/** Who signs in. */
const ACCOUNT = 'person@firm.example';
/** What a provider calls its rights; the first lets a token be renewed. */
export const SCOPES = ['offline_access', 'mail'];

/** What the token endpoint is made to do instead. */
export type TokenFault = { status: number; body: string } | 'hang';

/**
 * A real authorisation server (oidc-provider) for tests: everybody who comes signs in and consents at once, and each way to
 * renew a token is good once. Knows which tokens are its own, and how often it was asked for some.
 */
export class AuthorizationServer {
  /** Base address, which is its issuer. */
  url = '';
  /** Grants asked of the token endpoint: `authorization_code` or `refresh_token`. */
  readonly grants: string[] = [];
  /** While set, the token endpoint does this. */
  fault: TokenFault | null = null;
  /** Before the token endpoint answers: may hold it. */
  onToken: () => Promise<void> = () => Promise.resolve();
  readonly #http: Server;
  #provider!: Provider;

  constructor(
    private readonly options: {
      redirectUri: string;
      tokenSeconds?: number;
      clientAuth?: 'client_secret_post' | 'client_secret_basic';
      /** No token can be renewed. */
      isForgetful?: boolean;
    },
  ) {
    this.#http = createServer();
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#http.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
    this.#provider = new Provider(this.url, this.#configuration());
    const note = (context: { oidc: { params?: Record<string, unknown> | undefined } }): void =>
      void this.grants.push(String(context.oidc.params?.['grant_type']));
    this.#provider.on('grant.success', note);
    this.#provider.on('grant.error', note);
    const handle = this.#provider.callback();
    this.#http.on('request', (request, response) => {
      const path = new URL(request.url ?? '/', this.url).pathname;
      if (path.startsWith('/interaction/'))
        return void this.#provider.interactionFinished(request, response, { login: { accountId: ACCOUNT } });
      const fault = path === '/token' ? this.fault : null;
      if (fault === 'hang') return;
      if (fault)
        return void response.writeHead(fault.status, { 'Content-Type': 'application/json' }).end(fault.body);
      const held = path === '/token' ? this.onToken() : Promise.resolve();
      void held.then(() => handle(request, response));
    });
    return this;
  }

  async stop(): Promise<void> {
    this.#http.closeAllConnections();
    await new Promise<void>((resolve) => this.#http.close(() => resolve()));
  }

  get provider() {
    return {
      kind: 'custom',
      issuer: this.url,
      authorizationEndpoint: `${this.url}/auth`,
      tokenEndpoint: `${this.url}/token`,
      ...CLIENT,
      scopes: SCOPES,
    };
  }

  /** Whether it gave a token out, and has not taken it back. */
  async isOwn(token: string): Promise<boolean> {
    const found = await this.#provider.AccessToken.find(token);
    return (
      found !== undefined &&
      found.isValid &&
      (await this.#provider.Grant.find(found.grantId ?? '')) !== undefined
    );
  }

  /** Takes a token back before its time. */
  async takeBack(token: string): Promise<void> {
    await (await this.#provider.AccessToken.find(token))?.destroy();
  }

  /** Takes everything back that a person has granted: what renews is refused from now on. */
  async revokeAll(refreshToken: string): Promise<void> {
    const found = await this.#provider.RefreshToken.find(refreshToken);
    if (found?.grantId) await this.#provider.RefreshToken.revokeByGrantId(found.grantId);
  }

  /** Goes where a browser goes that was sent to an address: to the way back, which it does not follow. */
  async browse(url: string): Promise<URL> {
    const cookies = new Map<string, string>();
    for (let at = new URL(url); ;) {
      if (!at.href.startsWith(this.url)) return at;
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const response = await fetch(at, { redirect: 'manual', headers: { cookie } });
      await response.body?.cancel();
      for (const set of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
        cookies.set(name, value);
      }
      const location = response.headers.get('location');
      if (location === null) throw new Error(`${at.pathname} answered ${response.status}, and leads nowhere`);
      at = new URL(location, at);
    }
  }

  #configuration(): Configuration {
    const { redirectUri, tokenSeconds = 3600, clientAuth = 'client_secret_post', isForgetful } = this.options;
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    return {
      jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig' } as JWK] },
      cookies: { keys: ['of tests'] },
      clients: [
        {
          client_id: CLIENT.clientId,
          client_secret: CLIENT.clientSecret,
          redirect_uris: [redirectUri],
          grant_types: ['authorization_code', 'refresh_token'],
          response_types: ['code'],
          token_endpoint_auth_method: clientAuth,
          id_token_signed_response_alg: 'ES256',
        },
      ],
      scopes: ['openid', ...SCOPES],
      pkce: { required: () => true },
      rotateRefreshToken: true,
      issueRefreshToken: () => !isForgetful,
      ttl: {
        AccessToken: tokenSeconds,
        AuthorizationCode: 60,
        Grant: 86_400,
        Interaction: 600,
        RefreshToken: 86_400,
        Session: 600,
      },
      features: { devInteractions: { enabled: false } },
      findAccount: (_context, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
      loadExistingGrant: async (context) => {
        const { client, session } = context.oidc;
        const grant = new this.#provider.Grant({
          accountId: session?.accountId ?? ACCOUNT,
          clientId: client?.clientId ?? '',
        });
        grant.addOIDCScope(['openid', ...SCOPES].join(' '));
        await grant.save();
        return grant;
      },
    };
  }
}
