import type { Logger } from 'pino';
import type { ClockWatch } from '../infra/clock-watch.ts';
import type { CopyRef, HitReader } from '../infra/mail/links.ts';
import type { SmsSignatures } from '../infra/sms/read-webhook.ts';
import type { ChangeStreams } from './change-streams.ts';
import type { CommandDeps } from '../commands/deps.ts';

/** Limits of the API; see `API_DEFAULTS`. */
export interface ApiConfig {
  /** Largest JSON body. */
  jsonLimitBytes: number;
  /** Largest CSV body; it is streamed, never held in memory. */
  csvLimitBytes: number;
  /** Wrong or missing keys answered per client address and minute before 429. */
  authFailuresPerMinute: number;
  /** Where people reach the API: its origin may write with a session, and with https its cookie is for https only. */
  publicUrl: string;
  /** Express `trust proxy`: how many reverse proxies stand before the API, or false. */
  trustProxy: number | false;
  /** Webhooks may call http addresses and private networks. */
  arePrivateWebhooksAllowed: boolean;
  /** The built console; null: none is served. */
  consoleFolder: string | null;
}

/** Limits unless the environment says otherwise. */
export const API_DEFAULTS: ApiConfig = {
  jsonLimitBytes: 1_000_000,
  csvLimitBytes: 200_000_000,
  authFailuresPerMinute: 20,
  publicUrl: 'http://127.0.0.1:3000',
  trustProxy: false,
  arePrivateWebhooksAllowed: false,
  consoleFolder: null,
};

/** Resolves when the part answers, rejects when it does not. */
export interface Health {
  database: () => Promise<unknown>;
  temporal: () => Promise<unknown>;
  /** Whether the database has the newest migration. */
  migrated: () => Promise<boolean>;
}

/** Everything the API works with. */
export interface ApiDeps extends CommandDeps {
  config: ApiConfig;
  health: Health;
  logger: Logger;
  /** How many wake-ups Temporal did not take since the process began, by name; absent: nobody counts. */
  lostWakeUps?: ReadonlyMap<string, number>;
  /** The streams of changes of this process (W3); absent: the application makes some. */
  streams?: ChangeStreams;
  /** Knows whether the own clock is right; absent: nobody looks. */
  clock?: Pick<ClockWatch, 'isRight' | 'skew'>;
  /** Tells whether two requests are the same, and keeps what is in them from readers of the database (O8). */
  fingerprint: (text: string) => string;
  /** Those of former keys: a call from before a rotation is known again (O10). */
  formerFingerprints?: readonly ((text: string) => string)[];
  /** The copy of a message that an unsubscribe link was made for; null when we did not make it. */
  readUnsubscribeToken: (token: string) => CopyRef | null;
  /** Tells what tracked links and pictures of mails were made for (T1). */
  hits: HitReader;
  /** What gateways of sms call us with (M7). */
  sms: SmsIn;
}

/** What takes the calls of gateways of sms. */
export interface SmsIn {
  signatures: SmsSignatures;
  /** The message that the address of a report was made for; null when we did not make it. */
  readReportToken: (token: string) => string | null;
  /** Whether we confirm words that opt out and in: a gateway may do it in our place. */
  confirms: boolean;
  /** Counts what came; the application puts its metrics here. */
  count: (call: { gateway: string; what: string }) => void;
}

/** Without a gateway: nothing comes in. */
export const NO_SMS_IN: SmsIn = {
  signatures: { twilio: null, json: null },
  readReportToken: () => null,
  confirms: false,
  count: () => undefined,
};
