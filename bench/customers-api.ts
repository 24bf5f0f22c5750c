import { NO_WORKFLOWS } from '../tools/no-workflows.ts';
import { randomBytes } from 'node:crypto';
import { Agent, get, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp } from '../api/app.ts';
import { API_DEFAULTS, type ApiConfig, type ApiDeps, NO_SMS_IN } from '../api/deps.ts';
import type { Role } from '../contracts/permissions.ts';
import { API_KEY_BYTES, apiKeyOf, hashOfApiKey } from '../domain/access/api-key.ts';
import { close, createDatabase } from '../infra/db/client.ts';
import { hooks } from '../commands/hooks.ts';
import { store } from '../infra/db/store.ts';
import { hashOf } from '../infra/hash.ts';
import { newId } from '../infra/ids.ts';
import { NO_PROVIDER } from '../infra/llm/no-provider.ts';
import { createLogger } from '../infra/logger.ts';
import { createHitReader, createLinks } from '../infra/mail/links.ts';
import { createSecretBox } from '../infra/secrets.ts';
import { createApiCaller, type ApiCaller } from '../tools/api-caller.ts';

/** Reads from the API. */
export type Reader = Pick<ApiCaller, 'get'>;

/** The API on a real port over one database; nothing that is measured here asks Temporal or a mail server. */
export interface CustomersApi {
  url: string;
  /** A new key of a new user. */
  keyOf(role: Role): Promise<string>;
  /** A caller with a new key of a new user. */
  callerOf(role: Role): Promise<ApiCaller>;
  /** The same, to be measured with. */
  readerOf(role: Role): Promise<Reader>;
  /** Brings the rows of the table forward to a day, as a worker does. @returns how many */
  bringForward(today: string): Promise<number>;
  close(): Promise<void>;
}

/**
 * Reads over one kept connection with as little as Node has for it: `fetch` would take as long as the API itself, and its
 * time is not the API's.
 */
function createReader(url: string, key: string): Reader {
  const agent = new Agent({ keepAlive: true });
  const headers = { authorization: `Bearer ${key}` };
  return {
    get: <T>(path: string) =>
      new Promise<T>((resolve, reject) => {
        const sent = get(`${url}${path}`, { agent, headers }, (answer) => {
          const pieces: Buffer[] = [];
          answer.on('data', (piece: Buffer) => pieces.push(piece));
          answer.on('error', reject);
          answer.on('end', () => {
            const text = Buffer.concat(pieces).toString();
            if (answer.statusCode === 200) resolve(JSON.parse(text) as T);
            else reject(new Error(`${path}: ${answer.statusCode} ${text}`));
          });
        });
        sent.on('error', reject);
      }),
  };
}

const absent = (): Promise<never> => Promise.reject(new Error('not a part of this measurement'));

/** Opens the API at an instant (epoch milliseconds) that stands still. */
export async function openCustomersApi(
  databaseUrl: string,
  now: number,
  config: Partial<ApiConfig> = {},
): Promise<CustomersApi> {
  const db = createDatabase(databaseUrl, { pool: 10 });
  const deps: ApiDeps = {
    db,
    store,
    hooks,
    newId,
    hash: hashOf,
    now: () => Promise.resolve(now),
    secrets: createSecretBox(randomBytes(32).toString('base64')),
    links: createLinks({
      publicUrl: 'https://followthrough.example',
      secretKey: randomBytes(32).toString('base64'),
    }),
    writer: NO_PROVIDER,
    uncertainRetryAfterMs: 600_000,
    lifecycle: NO_WORKFLOWS,
    config: { ...API_DEFAULTS, ...config },
    health: { database: absent, temporal: absent, migrated: absent },
    logger: createLogger({ name: 'api', level: 'silent' }),
    verifyMailbox: absent,
    openImap: absent,
    readUnsubscribeToken: () => null,
    hits: createHitReader(randomBytes(32).toString('base64')),

    sms: NO_SMS_IN,
    fingerprint: hashOf,
  };
  const server = await new Promise<Server>((resolve) => {
    const listening = createApp(deps).listen(0, '127.0.0.1', () => resolve(listening));
  });
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const keyOf = async (role: Role): Promise<string> => {
    const key = apiKeyOf(randomBytes(API_KEY_BYTES));
    const userId = newId('user');
    await store.users.insert(db, {
      id: userId,
      name: `Bench ${role}`,
      email: `${userId}@firm.example`,
      role,
      now,
    });
    const stored = {
      hash: hashOfApiKey(key),
      lastFour: key.slice(-4),
      label: 'bench',
      expiresAt: null,
      ceiling: null,
    };
    await store.apiKeys.insert(db, { id: newId('apiKey'), userId, ...stored, now });
    return key;
  };
  return {
    url,
    keyOf,
    callerOf: async (role) => createApiCaller(url, await keyOf(role)),
    readerOf: async (role) => createReader(url, await keyOf(role)),
    bringForward: (today) => store.customerSummaries.bringForward(db, { today, now }),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await close(db);
    },
  };
}
