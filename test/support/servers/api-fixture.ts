import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { createApp } from '../../../api/app.ts';
import { API_DEFAULTS, type ApiConfig, type ApiDeps } from '../../../api/deps.ts';
import { createFirstAdmin } from '../../../commands/access/create-first-admin.ts';
import type { Role } from '../../../contracts/permissions.ts';
import { API_KEY_BYTES, apiKeyOf } from '../../../domain/access/api-key.ts';
import { hooks } from '../../../commands/hooks.ts';
import { createMigratedCheck } from '../../../infra/db/migrated.ts';
import { store } from '../../../infra/db/store.ts';
import { hashOf } from '../../../infra/hash.ts';
import { newId } from '../../../infra/ids.ts';
import type { OutgoingMail } from '../../../infra/mail/mailer.ts';
import type { VerifyMailbox } from '../../../infra/mail/verify-mailbox.ts';
import { NO_PROVIDER } from '../../../infra/llm/no-provider.ts';
import {
  createHitReader,
  createLinks,
  createReportReader,
  createUnsubscribeReader,
} from '../../../infra/mail/links.ts';
import { createAccessTokens } from '../../../commands/sending/access-tokens.ts';
import { createOauthClient } from '../../../infra/oauth/oauth-client.ts';
import { createFingerprint, createSecretBox } from '../../../infra/secrets.ts';
import { createSmsSignatures } from '../../../infra/sms/read-webhook.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { applyContactPolicy } from '../../../commands/sending/apply-contact-policy.ts';
import { createRecordingLifecycle, type RecordingLifecycle } from './recording-lifecycle.ts';
import { openImap } from '../../../infra/inbox/imap-session.ts';

/** Signs the links of mails that a test makes. */
export const SECRET_KEY = randomBytes(32).toString('base64');

/** What gateways sign their calls with. */
export const SMS_SECRETS = { twilio: ['twilio-token'], json: ['json-secret'] };

/** Where the links of those mails lead. */
export const PUBLIC_URL = 'https://followthrough.example';

/** A JSON reply, loosely typed: tests assert on what they need. */
// oxlint-disable-next-line typescript/no-explicit-any
export type Json = any;

/** An answer of the API. */
export interface Answer {
  status: number;
  headers: Headers;
  body: Json;
}

/** What a call may carry beyond method and path. */
export interface CallOptions {
  key?: string | null;
  body?: unknown;
  /** Sent as it is, instead of `body`. */
  raw?: string | Buffer;
  headers?: Record<string, string>;
}

/** The API on a real database and a real port; Temporal and the mail server are recorded. */
export class ApiFixture {
  database!: TestDatabase;
  deps!: ApiDeps;
  lifecycle!: RecordingLifecycle;
  url = '';
  adminKey = '';
  adminId = '';
  now = Date.parse('2026-03-02T08:00:00Z');
  /** Connections to the database, where a test needs more at once; set before it is opened. */
  pool: number | undefined;
  /** Every log line, as it would be written. */
  logLines: string[] = [];
  verification: Awaited<ReturnType<VerifyMailbox>> = { ok: true };
  verified: Parameters<VerifyMailbox>[0][] = [];
  testMails: OutgoingMail[] = [];
  #server!: Server;

  async open(config: Partial<ApiConfig> = {}): Promise<void> {
    this.database = await createTestDatabase({ pool: this.pool });
    this.lifecycle = createRecordingLifecycle();
    this.deps = {
      db: this.database.db,
      store,
      hooks,
      newId,
      hash: hashOf,
      uncertainRetryAfterMs: 600_000,
      lifecycle: this.lifecycle,
      secrets: createSecretBox(SECRET_KEY),
      links: createLinks({ publicUrl: PUBLIC_URL, secretKey: SECRET_KEY }),
      ...this.#signIn(),
      writer: NO_PROVIDER,
      now: () => Promise.resolve(this.now),
      config: { ...API_DEFAULTS, authFailuresPerMinute: 1000, ...config },
      health: {
        database: () => this.database.db.$queryRaw`SELECT 1`,
        temporal: () => Promise.resolve(),
        migrated: createMigratedCheck(this.database.db),
      },
      logger: pino({ level: 'trace' }, { write: (line: string) => void this.logLines.push(line) }),
      readUnsubscribeToken: createUnsubscribeReader(SECRET_KEY),
      hits: createHitReader(SECRET_KEY),
      sms: {
        signatures: createSmsSignatures({ publicUrl: PUBLIC_URL, ...SMS_SECRETS }),
        readReportToken: createReportReader(SECRET_KEY),
        confirms: true,
        count: () => undefined,
      },
      fingerprint: createFingerprint(SECRET_KEY, 'idempotency'),
      openImap,
      testMailer: {
        deliver: async (mail, [n], on) => {
          this.testMails.push(mail);
          await on.settle(n!, { kind: 'sent', code: 250, reply: '250 OK' });
        },
      },
      verifyMailbox: (server) => {
        this.verified.push(server);
        return Promise.resolve(this.verification);
      },
    };
    // Nobody runs workflows here: what a change of the policy does page by page is done at once.
    const { startContactPolicyChange } = this.lifecycle;
    this.lifecycle.startContactPolicyChange = async (changeId) => {
      await startContactPolicyChange(changeId);
      while (await applyContactPolicy(this.deps, changeId));
    };
    this.#server = createServer(createApp(this.deps, { checkResponses: true }));
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    this.adminKey = apiKeyOf(randomBytes(API_KEY_BYTES));
    const adminId = await createFirstAdmin(this.deps, {
      name: 'Ada',
      email: 'ada@example.com',
      key: this.adminKey,
      zone: 'Europe/Berlin',
      settings: { name: 'Acme', baseCurrency: 'EUR' },
    });
    if (adminId === null) throw new Error('the template database is not empty');
    this.adminId = adminId;
  }

  /** What signs mailboxes in, as the API has it. */
  #signIn(): Pick<ApiDeps, 'oauth' | 'tokens'> {
    const oauth = createOauthClient({ answerSeconds: 2 });
    const links = createLinks({ publicUrl: PUBLIC_URL, secretKey: SECRET_KEY });
    const secrets = createSecretBox(SECRET_KEY);
    const now = () => Promise.resolve(this.now);
    return { oauth, tokens: createAccessTokens({ db: this.database.db, store, secrets, links, oauth, now }) };
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    await this.database.drop();
  }

  /** Calls as the admin unless `key` says otherwise; null sends no key. */
  async call(method: string, path: string, options: CallOptions = {}): Promise<Answer> {
    const { key = this.adminKey, body, raw, headers = {} } = options;
    const response = await fetch(this.url + path, {
      method,
      headers: {
        ...(key !== null && { Authorization: `Bearer ${key}` }),
        ...((body !== undefined || raw !== undefined) && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      body: raw ?? (body === undefined ? undefined : JSON.stringify(body)),
    });
    const text = await response.text();
    const isJson = (response.headers.get('content-type') ?? '').includes('json');
    return {
      status: response.status,
      headers: response.headers,
      body: isJson && text ? JSON.parse(text) : text,
    };
  }

  /** Like `call`, for what must succeed: the body of the reply. */
  async ok(method: string, path: string, options: CallOptions = {}): Promise<Json> {
    const answer = await this.call(method, path, options);
    if (answer.status >= 300)
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** A user with a key of its own. */
  async user(
    role: Role,
    rights: { granted?: string[]; taken?: string[] } = {},
  ): Promise<{ id: string; key: string }> {
    const email = `${newId('user')}@example.com`;
    const { id } = await this.ok('POST', '/v1/users', {
      body: { name: `A ${role}`, email, role, ...rights },
    });
    const { key } = await this.ok('POST', `/v1/users/${id}/api-keys`, { body: { label: 'test' } });
    return { id, key };
  }

  customer(change: object = {}): Promise<Json> {
    return this.ok('POST', '/v1/customers', { body: { name: 'Northwind', currency: 'EUR', ...change } });
  }

  invoice(customerId: string, change: object = {}): Promise<Json> {
    const body = {
      number: newId('invoice'),
      issuedOn: '2026-01-01',
      dueOn: '2026-02-01',
      amount: '100.00',
      ...change,
    };
    return this.ok('POST', `/v1/customers/${customerId}/invoices`, { body });
  }

  /** A live enrollment of a customer, as a row only. */
  async enrollment(customerId: string): Promise<string> {
    const at = new Date(this.now);
    const id = newId('enrollment');
    await this.database.db.enrollment.create({
      data: {
        id,
        sequenceId: newId('sequence'),
        customerId,
        status: 'active',
        isLive: true,
        startDate: new Date('2026-03-02'),
        plannedFrom: at,
        hasOwed: true,
        threadReferences: [],
        intentVersion: 0,
        appliedVersion: 0,
        planVersion: 1,
        source: 'api',
        createdById: this.adminId,
        createdAt: at,
      },
    });
    return id;
  }

  /** Actions of the audit log, oldest first. */
  async auditActions(entityId: string): Promise<string[]> {
    const { items } = await this.ok('GET', `/v1/audit?entityId=${entityId}`);
    return items.map((entry: Json) => entry.action).reverse();
  }

  /** Entries of the feed that say of an enrollment that it stopped. */
  stopsTold(entityId: string) {
    return this.database.db.change.findMany({
      where: { entity: 'enrollment', entityId, kind: 'stopped' },
      select: { actorId: true, data: true },
      orderBy: { seq: 'asc' },
    });
  }
}
