import type { CommandDeps } from '../commands/deps.ts';
import type { Intake } from '../commands/inbox/intake.ts';
import type { ClockWatch } from '../infra/clock-watch.ts';
import type { MailPlaces } from '../infra/mail/mail-places.ts';
import type { PostWebhook } from '../infra/webhooks/post-webhook.ts';
import type { SignedContent } from '../infra/webhooks/sign.ts';
import type { Transports } from './sending/transport.ts';

/** What activities work with: everything a command has, and the ways out. */
export interface ActivityDeps extends CommandDeps {
  transports: Transports;
  /** How crowded the way out by mail is in this process. */
  mailLine: Pick<MailPlaces, 'isCrowded' | 'turnAway'>;
  /** What is done with mail that was found (I2). */
  intake: Intake;
  /** The way out to servers of webhooks. */
  webhooks: {
    post: PostWebhook;
    /** The headers that let a receiver check a delivery. */
    sign: (secrets: readonly string[], content: SignedContent) => Record<string, string>;
  };
  /** How often a send in hand says that it is alive. */
  heartbeatMs: number;
  /** Given when the worker stops: nothing more is begun, and what can be given back is (O13). */
  stopping: AbortSignal;
  /** Whether the own clock can be worked by (O12); absent: it is the clock of a test. */
  ownClock?: Pick<ClockWatch, 'isTrusted'>;
}
