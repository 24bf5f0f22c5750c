import type { Engine } from './engine.ts';
import { ScriptedSmtp } from '../servers/scripted-smtp.ts';

/** The password that the scripted server takes. */
export const PASSWORD = 'correct horse';

const USER = 'receivables@acme.example';

/** A scripted server that asks for a login, and the mailbox of an engine that sends through it. */
export class ScriptedMailbox {
  readonly smtp = new ScriptedSmtp({ auth: { user: USER, password: PASSWORD } });

  constructor(private readonly engine: Engine) {}

  /** Starts the server and gives the mailbox the password it takes. */
  async start(): Promise<this> {
    await this.smtp.start();
    await this.setPassword(PASSWORD);
    return this;
  }

  /** Gives the mailbox a password; its health stays as it is unless said. */
  async setPassword(
    password: string,
    health: { status?: string; probeAt?: Date | null; failures?: number } = {},
  ): Promise<void> {
    const { deps, database, world } = this.engine;
    const smtpSecret = deps.secrets.seal(password);
    await database.db.mailbox.update({
      where: { id: world.mailboxId },
      data: { smtpPort: this.smtp.port, smtpUser: USER, smtpSecret, ...health },
    });
  }

  /** Forgets what a test asked of the server, and what it took. */
  reset(): void {
    this.smtp.reset();
    this.smtp.messages.length = 0;
  }
}
