import type { CommandDeps } from '../commands/deps.ts';
import type { Links } from '../infra/mail/links.ts';
import type { Mailer } from '../infra/mail/mailer.ts';

/** What activities work with: everything a command has, and the way out to mail servers. */
export interface ActivityDeps extends CommandDeps {
  mailer: Mailer;
  /** The right-hand side of a Message-ID, and the links of the product. */
  links: Links;
  /** How often a delivery in hand says that it is alive. */
  heartbeatMs: number;
}
