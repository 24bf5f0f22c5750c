import { authorizeMailbox } from '../../../commands/sending/authorize-mailbox.ts';
import { completeSignIn, type SignInResult } from '../../../commands/sending/complete-sign-in.ts';
import { createOauthProvider } from '../../../commands/sending/save-oauth-provider.ts';
import { updateMailbox } from '../../../commands/sending/update-mailbox.ts';
import type { Actor } from '../../../contracts/actor.ts';
import type { Mailbox } from '../../../contracts/sending/mailboxes.ts';
import { AuthorizationServer, CLIENT, SCOPES } from '../servers/authorization-server.ts';
import { ScriptedSmtp } from '../servers/scripted-smtp.ts';
import type { Engine } from './engine.ts';

/** The mailbox of an engine, signed in by a real authorisation server to a mail server that takes only its tokens. */
export class SignedInMailbox {
  readonly smtp: ScriptedSmtp;
  readonly server: AuthorizationServer;

  constructor(
    private readonly engine: Engine,
    private readonly actor: Actor,
  ) {
    this.server = new AuthorizationServer({ redirectUri: engine.deps.links.oauthCallbackUrl });
    this.smtp = new ScriptedSmtp({ tokens: (_user, token) => this.server.isOwn(token) });
  }

  /** Starts both; the mailbox has its provider, and nobody has signed it in. */
  async start(): Promise<Mailbox> {
    await Promise.all([this.smtp.start(), this.server.start()]);
    const { deps } = this.engine;
    const provider = await createOauthProvider(deps, this.actor, {
      name: 'Firm',
      kind: 'custom',
      issuer: this.server.url,
      authorizationEndpoint: `${this.server.url}/auth`,
      tokenEndpoint: `${this.server.url}/token`,
      ...CLIENT,
      scopes: SCOPES,
    });
    const { mailboxId } = this.engine.world;
    const smtp = { host: '127.0.0.1', port: this.smtp.port, security: 'none' as const };
    return updateMailbox(deps, this.actor, { mailboxId, smtp, oauth: { providerId: provider.id } });
  }

  async stop(): Promise<void> {
    await Promise.all([this.smtp.stop(), this.server.stop()]);
  }

  /** A person signs it in. */
  async signIn(): Promise<SignInResult> {
    const { deps, world } = this.engine;
    const { url } = await authorizeMailbox(deps, this.actor, { mailboxId: world.mailboxId });
    return completeSignIn(deps, await this.server.browse(url));
  }

  /** What it signs in with now, opened. */
  async token(column: 'accessToken' | 'refreshToken'): Promise<string> {
    const { deps, world, database } = this.engine;
    const where = { mailboxId: world.mailboxId };
    const row = await database.db.mailboxOauth.findUniqueOrThrow({ where });
    return deps.secrets.open(row[column]!);
  }

  /** Its provider takes everything back: the token, and what renews it. */
  async revoke(): Promise<void> {
    await this.server.takeBack(await this.token('accessToken'));
    await this.server.revokeAll(await this.token('refreshToken'));
  }
}
