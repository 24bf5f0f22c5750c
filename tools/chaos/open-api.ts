import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp } from '../../api/app.ts';
import { API_DEFAULTS, type ApiDeps, NO_SMS_IN } from '../../api/deps.ts';
import { createFirstAdmin } from '../../commands/access/create-first-admin.ts';
import { API_KEY_BYTES, apiKeyOf } from '../../domain/access/api-key.ts';
import { close, createDatabase } from '../../infra/db/client.ts';
import { hooks } from '../../commands/hooks.ts';
import { store } from '../../infra/db/store.ts';
import { hashOf } from '../../infra/hash.ts';
import { newId } from '../../infra/ids.ts';
import { NO_PROVIDER } from '../../infra/llm/no-provider.ts';
import { createLogger } from '../../infra/logger.ts';
import { createHitReader, createLinks } from '../../infra/mail/links.ts';
import { createSecretBox } from '../../infra/secrets.ts';
import { openImap } from '../../infra/inbox/imap-session.ts';
import { verifyMailbox } from '../../infra/mail/verify-mailbox.ts';
import { createTemporalClient } from '../../infra/temporal/connection.ts';
import { createLifecycle } from '../../infra/temporal/lifecycle.ts';
import { createApiCaller, type ApiCaller } from '../api-caller.ts';
import type { ChaosStack } from './rig.ts';

/** Many messages to one customer at once are the point. */
const NO_CONTACT_POLICY = { daysBetween: 1, perDay: null, perDomainPerDay: null, perRun: 5 };

/** The API of a run, in this process, on the servers themselves: it is not what is being killed. */
export interface OpenApi {
  /** Calls as an admin. */
  call: ApiCaller;
  /** The admin's key, for other APIs on the same database. */
  key: string;
  close(): Promise<void>;
}

/** Opens the API with a first admin. */
export async function openApi(
  stack: ChaosStack,
  { secretKey, retryAfterSeconds }: { secretKey: string; retryAfterSeconds: number },
): Promise<OpenApi> {
  const { databaseUrl, temporalAddress, namespace } = stack;
  const db = createDatabase(databaseUrl, { pool: 10 });
  const { client, connection } = createTemporalClient({
    temporal: { address: temporalAddress, namespace, tls: null },
  });
  const deps: ApiDeps = {
    db,
    store,
    hooks,
    lifecycle: createLifecycle(client),
    secrets: createSecretBox(secretKey),
    links: createLinks({ publicUrl: 'https://followthrough.example', secretKey }),
    writer: NO_PROVIDER,
    now: () => Promise.resolve(Date.now()),
    newId,
    config: API_DEFAULTS,
    health: {
      database: () => db.$queryRaw`SELECT 1`,
      migrated: () => Promise.resolve(true),
      temporal: () => connection.workflowService.getSystemInfo({}),
    },
    logger: createLogger({ name: 'api', level: 'silent' }),
    verifyMailbox,
    openImap,
    readUnsubscribeToken: () => null,
    hits: createHitReader(secretKey),

    sms: NO_SMS_IN,
    fingerprint: hashOf,
    hash: hashOf,
    uncertainRetryAfterMs: retryAfterSeconds * 1000,
  };
  const key = apiKeyOf(randomBytes(API_KEY_BYTES));
  const first = { name: 'Ada', email: 'ada@acme.example', key, zone: 'UTC' };
  await createFirstAdmin(deps, { ...first, settings: { contactPolicy: NO_CONTACT_POLICY } });
  const server = await new Promise<Server>((resolve) => {
    const listening = createApp(deps).listen(0, '127.0.0.1', () => resolve(listening));
  });
  const { port } = server.address() as AddressInfo;
  return {
    call: createApiCaller(`http://127.0.0.1:${port}`, key),
    key,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await Promise.allSettled([close(db), connection.close()]);
    },
  };
}
