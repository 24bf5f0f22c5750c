import { NO_WORKFLOWS } from '../no-workflows.ts';
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { createApp } from '../../api/app.ts';
import { API_DEFAULTS, type ApiDeps, NO_SMS_IN } from '../../api/deps.ts';
import { createFirstAdmin } from '../../commands/access/create-first-admin.ts';
import { API_KEY_BYTES, apiKeyOf } from '../../domain/access/api-key.ts';
import { close, createDatabase, type Database } from '../../infra/db/client.ts';
import { applyMigrations } from '../../infra/db/migrate.ts';
import { hooks } from '../../commands/hooks.ts';
import { store } from '../../infra/db/store.ts';
import { hashOf } from '../../infra/hash.ts';
import { newId } from '../../infra/ids.ts';
import { NO_PROVIDER } from '../../infra/llm/no-provider.ts';
import { ImapFailure } from '../../domain/inbox/imap-failure.ts';
import { createHitReader, createLinks } from '../../infra/mail/links.ts';
import { createSecretBox } from '../../infra/secrets.ts';
import { startPostgres } from '../stack/postgres.ts';

/** The API on a database that is thrown away. */
export interface ThrowawayApi {
  url: string;
  /** Key of an admin. */
  key: string;
  /** Log lines of calls that failed here. */
  failures: string[];
  stop(): Promise<void>;
}

function depsOf(db: Database, failures: string[]): ApiDeps {
  return {
    db,
    store,
    hooks,
    newId,
    hash: hashOf,
    uncertainRetryAfterMs: 600_000,
    lifecycle: NO_WORKFLOWS,
    secrets: createSecretBox(randomBytes(32).toString('base64')),
    links: createLinks({
      publicUrl: 'https://followthrough.example',
      secretKey: randomBytes(32).toString('base64'),
    }),
    writer: NO_PROVIDER,
    now: () => Promise.resolve(Date.now()),
    config: { ...API_DEFAULTS, authFailuresPerMinute: 1_000_000 },
    health: {
      database: () => db.$queryRaw`SELECT 1`,
      temporal: () => Promise.resolve(),
      migrated: () => Promise.resolve(true),
    },
    logger: pino({ level: 'error' }, { write: (line: string) => void failures.push(line) }),
    readUnsubscribeToken: () => null,
    hits: createHitReader(randomBytes(32).toString('base64')),

    sms: NO_SMS_IN,
    fingerprint: hashOf,
    testMailer: {
      deliver: async (_mail, [n], on) =>
        void (await on.settle(n!, { kind: 'mailbox_failure', reply: 'no mail server here' })),
    },
    verifyMailbox: () => Promise.resolve({ ok: false, reply: 'no mail server here' }),
    openImap: () => Promise.reject(new ImapFailure('connection', 'no mail server here')),
  };
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Starts it on a PostgreSQL of its own, with an admin and one organisation; replies are checked against their schemas. */
export async function startThrowawayApi(): Promise<ThrowawayApi> {
  const folder = join(tmpdir(), `followthrough-fuzz-${process.pid}`);
  const postgres = await startPostgres({ folder, settings: { fsync: 'off' } });
  await applyMigrations(postgres.url);
  const db = createDatabase(postgres.url, { pool: 10 });
  const failures: string[] = [];
  const deps = depsOf(db, failures);
  const key = apiKeyOf(randomBytes(API_KEY_BYTES));
  await createFirstAdmin(deps, { name: 'Fuzz', email: 'fuzz@example.com', key, zone: 'UTC' });
  const server = createServer(createApp(deps, { checkResponses: true }));
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await close(db);
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { url: await listen(server), key, failures, stop };
}
