import { createMigratedCheck } from '../infra/db/migrated.ts';
import { loadConfig } from '../infra/config.ts';
import { createClockWatch } from '../infra/clock-watch.ts';
import { close, createDatabase } from '../infra/db/client.ts';
import { refuseWrongKeys } from '../commands/upkeep/secret-keys.ts';
import { hooks } from '../commands/hooks.ts';
import { store } from '../infra/db/store.ts';
import { hashOf } from '../infra/hash.ts';
import { newId } from '../infra/ids.ts';
import { createContentWriter } from '../infra/llm/content-writer.ts';
import { NO_PROVIDER } from '../infra/llm/no-provider.ts';
import { createLogger } from '../infra/logger.ts';
import {
  createHitReader,
  createLinks,
  createReportReader,
  createUnsubscribeReader,
} from '../infra/mail/links.ts';
import { createMailer } from '../infra/mail/mailer.ts';
import { createSmtpPool } from '../infra/mail/smtp-pool.ts';
import { createAccessTokens } from '../commands/sending/access-tokens.ts';
import { createOauthClient } from '../infra/oauth/oauth-client.ts';
import { createFingerprint, createSecretBox } from '../infra/secrets.ts';
import { verifyMailbox } from '../infra/mail/verify-mailbox.ts';
import { openImap } from '../infra/inbox/imap-session.ts';
import { createSmsSignatures } from '../infra/sms/read-webhook.ts';
import { createTemporalClient } from '../infra/temporal/connection.ts';
import { inHaste } from '../infra/temporal/in-haste.ts';
import { createLifecycle } from '../infra/temporal/lifecycle.ts';
import { createLostCalls } from '../infra/temporal/lost-calls.ts';
import { createApp } from './app.ts';
import { builtConsole } from './console.ts';
import { API_DEFAULTS, type ApiDeps } from './deps.ts';
import { drainOf } from './drain.ts';

/** Calls under way at a shutdown get this long to end. */
const DRAIN_MS = 20_000;

/** A health check gives up by then; the client would go on trying. */
const HEALTH_DEADLINE_MS = 2_000;

/** A wake-up gets this long (O12); what is lost is made up for by the reconciler. */
const WAKE_UP_MS = 800;
/** Temporal that did not answer is left alone for so long. */
const TEMPORAL_REST_MS = 2_000;

const config = loadConfig();
const logger = createLogger({ name: 'api', level: config.logLevel });
const db = createDatabase(config.database.url, { pool: config.database.pool });
const secretKey = config.secretKey.toString('base64');
const formerKeys = config.formerSecretKeys.map((key) => key.toString('base64'));
const { client, connection } = createTemporalClient(config);
const now = () => Promise.resolve(Date.now());
/** Wake-ups that Temporal did not take, by name. */
const lostWakeUps = new Map<string, number>();
const clock = createClockWatch({
  now: () => Date.now(),
  readDatabase: () => store.databaseClock.read(db),
  logger,
});
clock.start();
void clock.measure();
const links = createLinks({ publicUrl: config.http.publicUrl, secretKey, formerKeys });
const secrets = createSecretBox(secretKey, formerKeys);
const oauth = createOauthClient();
const tokens = createAccessTokens({ db, store, secrets, links, oauth, now });
const deps: ApiDeps = {
  db,
  store,
  oauth,
  tokens,
  // Rare, and by hand: no connection is kept for them.
  testMailer: createMailer({ secrets, tokens, pool: createSmtpPool({ idleMs: 0 }) }),
  hooks,
  lifecycle: inHaste(createLifecycle(client), {
    patienceMs: WAKE_UP_MS,
    restMs: TEMPORAL_REST_MS,
    onFailure: createLostCalls({
      logger,
      count: (what) => void lostWakeUps.set(what, (lostWakeUps.get(what) ?? 0) + 1),
    }),
  }),
  secrets,
  links,
  writer: config.llm ? createContentWriter({ db, newId, now, hash: hashOf }, config.llm) : NO_PROVIDER,
  now,
  newId,
  hash: hashOf,
  uncertainRetryAfterMs: config.mail.uncertainRetryAfterMs,
  config: {
    ...API_DEFAULTS,
    publicUrl: config.http.publicUrl,
    trustProxy: config.http.isBehindProxy ? 1 : false,
    arePrivateWebhooksAllowed: config.webhooks.isPrivateAllowed,
    consoleFolder: config.isConsoleServed ? builtConsole() : null,
  },
  health: {
    database: () => db.$queryRaw`SELECT 1`,
    migrated: createMigratedCheck(db),
    temporal: () =>
      connection.withDeadline(Date.now() + HEALTH_DEADLINE_MS, () =>
        connection.workflowService.getSystemInfo({}),
      ),
  },
  logger,
  lostWakeUps,
  clock,
  fingerprint: createFingerprint(secretKey, 'idempotency'),
  formerFingerprints: formerKeys.map((key) => createFingerprint(key, 'idempotency')),
  verifyMailbox,
  openImap,
  readUnsubscribeToken: createUnsubscribeReader(secretKey, formerKeys),
  hits: createHitReader(secretKey, formerKeys),
  sms: {
    signatures: createSmsSignatures({ publicUrl: config.http.publicUrl, ...config.smsIn }),
    readReportToken: createReportReader(secretKey, formerKeys),
    confirms: !config.smsIn.isGatewayConfirming,
    count: () => undefined,
  },
};

await refuseWrongKeys(deps).catch((error: unknown) => {
  logger.fatal({ error: error instanceof Error ? error.message : 'unknown' }, 'cannot start');
  process.exit(1);
});

let isDraining = false;
const app = createApp(deps, { isDraining: () => isDraining });
const server = app.listen(config.http.port, config.http.host, () => {
  logger.info({ url: config.http.publicUrl }, 'listening');
});
const drain = drainOf(server, { limitMs: DRAIN_MS });
server.once('error', (error) => {
  logger.fatal({ error: error.message }, 'cannot listen');
  process.exitCode = 1;
  void closeAll();
});
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void shutDown());

/** Stops accepting, lets calls under way end, closes what they used. */
async function shutDown(): Promise<void> {
  if (isDraining) return;
  isDraining = true;
  logger.info('draining');
  // They would go on for ever; their clients come back to another process.
  deps.streams?.close();
  await drain();
  await closeAll();
  logger.info('stopped');
  // A call to Temporal that is still being retried must not keep the process, nor end it with an error.
  process.exit(0);
}

async function closeAll(): Promise<void> {
  await Promise.allSettled([close(db), connection.close()]);
}
