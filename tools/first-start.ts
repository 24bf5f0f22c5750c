import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createFirstAdmin } from '../commands/access/create-first-admin.ts';
import type { Organisation } from '../contracts/access/organisation.ts';
import type { ConfigurationPlan } from '../contracts/configuration/configuration.ts';
import type { Import } from '../contracts/imports/imports.ts';
import type { Mailbox } from '../contracts/sending/mailboxes.ts';
import type { Page } from '../contracts/paging.ts';
import { API_KEY_BYTES, apiKeyOf, isApiKeyShaped } from '../domain/access/api-key.ts';
import { close, createDatabase } from '../infra/db/client.ts';
import { hooks } from '../commands/hooks.ts';
import { store } from '../infra/db/store.ts';
import { hashOf } from '../infra/hash.ts';
import { newId } from '../infra/ids.ts';
import { NO_PROVIDER } from '../infra/llm/no-provider.ts';
import { createLinks } from '../infra/mail/links.ts';
import { openImap } from '../infra/inbox/imap-session.ts';
import { verifyMailbox } from '../infra/mail/verify-mailbox.ts';
import { createSecretBox } from '../infra/secrets.ts';
import { createApiCaller, type ApiCaller } from './api-caller.ts';
import { NO_WORKFLOWS } from './no-workflows.ts';
import { readConfigurationFolder } from './configuration-folder.ts';
import { LOCAL_ADDRESS } from './local-mail/local-mailbox.ts';
import { SAMPLE_CONFIGURATION, SAMPLE_FOLDER, SAMPLE_KINDS } from './samples.ts';
import { say } from './stack/progress.ts';
import { organisationZone } from './stack/settings.ts';

/** What a first start works with. */
export interface FirstStartOptions {
  databaseUrl: string;
  /** 32 bytes in base64. */
  secretKey: string;
  apiUrl: string;
  /** Folder of the local stack; the key is written to `admin-key` in it. */
  home: string;
  /** The local mail catcher, and the mailbox that is followed; null: no mailbox is made. */
  mail: { smtpPort: number; imap: { port: number; user: string; password: string } } | null;
}

const MAILBOX_NAME = 'Accounts receivable';

/**
 * Makes an empty database usable: organisation, admin, API key, and through the API the sample data and a mailbox at
 * the local mail catcher. Killed in the middle, the next start goes on. On later starts it only tells where the key is.
 */
export async function firstStart(options: FirstStartOptions): Promise<void> {
  const { home, apiUrl, mail } = options;
  // Before anything is made: a wrong setting changes nothing.
  const zone = organisationZone();
  mkdirSync(home, { recursive: true });
  const keyFile = join(home, 'admin-key');
  const doneFile = join(home, 'first-start-done');
  if (existsSync(doneFile)) return say(`Admin key: in ${keyFile}`);
  const { key, isNew } = await ensureAdmin({ ...options, zone }, keyFile);
  if (key === null) return say('The database has users already: no key and no sample data were made.');
  if (isNew) {
    say(`Admin key: ${key}`);
    say(`  It is shown this once and kept in ${keyFile}.`);
  }
  const api = createApiCaller(apiUrl, key);
  await loadSamples(api);
  if (mail) {
    await ensureMailbox(api, { ...mail, zone });
    await applySamples(api);
  }
  writeFileSync(doneFile, `${new Date().toISOString()}\n`);
}

/** The key is in its file before its hash is in the database, so that no crash can lose it. */
async function ensureAdmin(
  { databaseUrl, secretKey, zone }: FirstStartOptions & { zone: string },
  keyFile: string,
): Promise<{ key: string | null; isNew: boolean }> {
  const kept = existsSync(keyFile) ? readFileSync(keyFile, 'utf8').trim() : '';
  const hadKey = isApiKeyShaped(kept);
  const key = hadKey ? kept : apiKeyOf(randomBytes(API_KEY_BYTES));
  const db = createDatabase(databaseUrl, { pool: 1 });
  try {
    if ((await store.users.count(db)) > 0) return { key: hadKey ? key : null, isNew: false };
    if (!hadKey) writeFileSync(keyFile, `${key}\n`, { mode: 0o600 });
    const adminId = await createFirstAdmin(
      {
        db,
        store,
        hooks,
        newId,
        hash: hashOf,
        uncertainRetryAfterMs: 600_000,
        now: () => Promise.resolve(Date.now()),
        secrets: createSecretBox(secretKey),
        links: createLinks({ publicUrl: 'https://followthrough.example', secretKey }),
        verifyMailbox,
        openImap,
        writer: NO_PROVIDER,
        lifecycle: NO_WORKFLOWS,
      },
      { name: 'Admin', email: 'admin@example.com', key, zone },
    );
    return { key, isNew: adminId !== null };
  } finally {
    await close(db);
  }
}

/** Imports each sample file once, days relative to today. */
async function loadSamples(api: ApiCaller): Promise<void> {
  for (const kind of SAMPLE_KINDS) {
    const earlier = await api.get<Page<Import>>(`/v1/imports?kind=${kind}`);
    if (earlier.items.some(({ status, isDryRun }) => status === 'completed' && !isDryRun)) continue;
    const csv = await readFile(new URL(`${kind}.csv`, SAMPLE_FOLDER), 'utf8');
    const done = await api.post<Import>(`/v1/imports?kind=${kind}&relativeDates=true`, { csv });
    say(`  sample ${kind}: ${done.created} created, ${done.failed} failed`);
  }
}

/** Definitions that name the mailbox and the admin, as drafts: nothing of them runs until somebody says so. */
async function applySamples(api: ApiCaller): Promise<void> {
  const files = readConfigurationFolder(fileURLToPath(SAMPLE_CONFIGURATION));
  const { changes } = await api.post<ConfigurationPlan>('/v1/configuration/apply', { json: { files } });
  say(`  sample configuration: ${changes.length} things`);
}

async function ensureMailbox(
  api: ApiCaller,
  { smtpPort, imap, zone }: NonNullable<FirstStartOptions['mail']> & { zone: string },
): Promise<void> {
  const { items } = await api.get<Page<Mailbox>>('/v1/mailboxes');
  const mailbox =
    items.find(({ name }) => name === MAILBOX_NAME) ??
    (await api.post<Mailbox>('/v1/mailboxes', {
      json: {
        name: MAILBOX_NAME,
        fromAddress: LOCAL_ADDRESS,
        fromName: 'Accounts Receivable',
        zone,
        smtp: { host: '127.0.0.1', port: smtpPort, security: 'none' },
        imap: { host: '127.0.0.1', security: 'none', ...imap },
      },
    }));
  await api.post(`/v1/mailboxes/${mailbox.id}/verify`);
  // What names no mailbox, such as an automation's mail, leaves from it.
  const { defaultMailboxId } = await api.get<Organisation>('/v1/organisation');
  if (defaultMailboxId === null) await api.patch('/v1/organisation', { defaultMailboxId: mailbox.id });
  say(`  mailbox ${mailbox.id}: mail goes to the local inbox, answers to it come in`);
}
