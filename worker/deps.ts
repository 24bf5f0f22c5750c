import { setMaxListeners } from 'node:events';
import type { Client } from '@temporalio/client';
import type { ActivityDeps } from '../activities/deps.ts';
import { unlessStopping } from '../activities/stopping.ts';
import type { Config } from '../infra/config.ts';
import type { Database } from '../infra/db/client.ts';
import { hooks } from '../commands/hooks.ts';
import { store } from '../infra/db/store.ts';
import { hashOf } from '../infra/hash.ts';
import { newId } from '../infra/ids.ts';
import { READING_SCHEMA } from '../domain/inbox/suggestions/request.ts';
import { INSIGHT_SCHEMA } from '../domain/insights/model/request.ts';
import {
  type AnswerFormat,
  type AskModel,
  type ChatModelConfig,
  createChatModel,
} from '../infra/llm/chat-model.ts';
import { type ContentWriter, createContentWriter } from '../infra/llm/content-writer.ts';
import { createIntake } from '../commands/inbox/create-intake.ts';
import { mailReader } from '../infra/inbox/mail-reader.ts';
import { openImap } from '../infra/inbox/imap-session.ts';
import { NO_PROVIDER } from '../infra/llm/no-provider.ts';
import { createLinks } from '../infra/mail/links.ts';
import { createAccessTokens } from '../commands/sending/access-tokens.ts';
import { createOauthClient } from '../infra/oauth/oauth-client.ts';
import { createMailer } from '../infra/mail/mailer.ts';
import { verifyMailbox } from '../infra/mail/verify-mailbox.ts';
import { createSecretBox } from '../infra/secrets.ts';
import { createTexter } from '../infra/sms/texter.ts';
import type { SmtpPool } from '../infra/mail/smtp-pool.ts';
import { createPostWebhook } from '../infra/webhooks/post-webhook.ts';
import { signedHeaders } from '../infra/webhooks/sign.ts';
import { createLifecycle } from '../infra/temporal/lifecycle.ts';
import { tellingFailures, type OnFailure } from '../infra/temporal/lost-calls.ts';

/** Well below the heartbeat timeout of a send, so that one lost beat is no loss. */
const HEARTBEAT_MS = 4_000;

/** A mailbox that fails is tried beside other work: a server that says nothing does not hold it up for long. */
const PROBE_TIMEOUTS = { connectMs: 10_000, greetingMs: 10_000 };

/**
 * Puts together what activities work with. `now` is the business clock: tests skip it. `stopping` is given before the
 * workers are shut down; without it activities work to their end.
 */
export function createActivityDeps(input: {
  config: Pick<Config, 'secretKey' | 'http' | 'mail'> &
    Partial<Pick<Config, 'webhooks' | 'llm' | 'sms' | 'formerSecretKeys'>>;
  db: Database;
  client: Client;
  pool: SmtpPool;
  now?: () => Promise<number>;
  stopping?: AbortSignal;
  /** Told of every call to Temporal that failed. */
  onLost?: OnFailure;
  /** Watches the own clock. */
  ownClock?: ActivityDeps['ownClock'];
}): ActivityDeps {
  const { stopping = new AbortController().signal, onLost = () => undefined } = input;
  // Every pause and every text on its way listens to it.
  setMaxListeners(0, stopping);
  const secretKey = input.config.secretKey.toString('base64');
  const formerKeys = (input.config.formerSecretKeys ?? []).map((key) => key.toString('base64'));
  const secrets = createSecretBox(secretKey, formerKeys);
  const links = createLinks({ publicUrl: input.config.http.publicUrl, secretKey, formerKeys });
  const texter = createTexter(input.config.sms ?? null, links);
  const now = input.now ?? (() => Promise.resolve(Date.now()));
  const oauth = createOauthClient();
  const tokens = createAccessTokens({ db: input.db, store, secrets, links, oauth, now });
  return {
    db: input.db,
    store,
    oauth,
    tokens,
    hooks,
    secrets,
    writer: input.config.llm
      ? untilStopping(
          createContentWriter({ db: input.db, newId, now, hash: hashOf }, input.config.llm),
          stopping,
        )
      : NO_PROVIDER,
    ...(input.config.llm && {
      askInsights: askingUntilStopping(input.config.llm, INSIGHT_SCHEMA, stopping),
      askMails: askingUntilStopping(input.config.llm, READING_SCHEMA, stopping),
    }),
    newId,
    lifecycle: tellingFailures(createLifecycle(input.client), onLost),
    sparing: tellingFailures(createLifecycle(input.client, { isSparing: true }), onLost),
    now,
    verifyMailbox: (server, from) => verifyMailbox(server, from, PROBE_TIMEOUTS),
    transports: { email: createMailer({ secrets, pool: input.pool, tokens }), sms: texter },
    mailLine: input.pool.places,
    texter,
    openImap,
    intake: createIntake(mailReader),
    webhooks: {
      post: createPostWebhook({ isPrivateAllowed: input.config.webhooks?.isPrivateAllowed ?? false }),
      sign: signedHeaders,
    },
    links,
    hash: hashOf,
    uncertainRetryAfterMs: input.config.mail.uncertainRetryAfterMs,
    heartbeatMs: HEARTBEAT_MS,
    stopping,
    ...(input.ownClock && { ownClock: input.ownClock }),
  };
}

/** Likewise for insights and mails: whoever goes on asks again. */
function askingUntilStopping(config: ChatModelConfig, form: AnswerFormat, stopping: AbortSignal): AskModel {
  const ask = createChatModel(config, form);
  return (messages) => unlessStopping({ stopping }, () => ask(messages));
}

/** A language model may take minutes, and nothing has left yet: the worker that goes on asks again. */
function untilStopping(writer: ContentWriter, stopping: AbortSignal): ContentWriter {
  return { ...writer, write: (input) => unlessStopping({ stopping }, () => writer.write(input)) };
}
