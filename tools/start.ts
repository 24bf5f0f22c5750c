import { createHmac } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { applyMigrations } from '../infra/db/migrate.ts';
import { compilePrograms, writeWorkflows } from './build/compile.ts';
import { buildConsole } from './build/console.ts';
import { programOf } from './build/program.ts';
import { firstStart } from './first-start.ts';
import { printSignInLink } from './sign-in-link.ts';
import { startLocalMailbox, type LocalMailbox } from './local-mail/local-mailbox.ts';
import { startMailCatcher, type MailCatcher } from './stack/mail-catcher.ts';
import { startSmsCatcher, type SmsCatcher } from './stack/sms-catcher.ts';
import { freePort } from './stack/ports.ts';
import { startPostgres } from './stack/postgres.ts';
import { say, withProgress } from './stack/progress.ts';
import { claimHome, localSecretKey, writeStack } from './stack/record.ts';
import { checkSettings } from './stack/settings.ts';
import { Shutdown } from './stack/shutdown.ts';
import { supervise, type Supervised } from './stack/supervisor.ts';
import { startTemporal, type TemporalServer } from './stack/temporal-server.ts';

/** The API answers within this time after its start, migrations done, or something is wrong. */
const READY_TIMEOUT_MS = 120_000;
/** API and worker end at once when idle, and settle what is in hand first; here nobody waits longer for that. */
const GRACE_MS = 60_000;

const home = resolve(process.env['FOLLOWTHROUGH_HOME'] || '.followthrough');
const shutdown = new Shutdown();

/** Nothing works without it, and nothing is lost by stopping. */
const endWith = (name: string, ended: Promise<number | string>): void =>
  void shutdown.afterLoss(name, ended).then((isLost) => isLost && process.exit(1));

async function openDatabase(): Promise<{ url: string; pid: number | null }> {
  const given = process.env['DATABASE_URL'];
  if (given) return { url: given, pid: null };
  const server = await startPostgres({ folder: join(home, 'postgres'), port: 5432 });
  shutdown.add({ name: 'PostgreSQL', stop: server.stop, pid: () => server.pid });
  endWith('PostgreSQL', server.ended);
  return { url: server.url, pid: server.pid };
}

async function openTemporal(): Promise<TemporalServer> {
  const databaseFile = join(home, 'temporal.db');
  const server = await startTemporal({ home, databaseFile, port: 7233, webPort: 8233 });
  if (server.pid !== null) shutdown.add({ name: 'Temporal', stop: server.stop, pid: () => server.pid });
  endWith('Temporal', server.ended);
  return server;
}

async function openMail(): Promise<MailCatcher> {
  const catcher = await startMailCatcher({ folder: join(home, 'mail') });
  shutdown.add({ name: 'mail catcher', stop: catcher.stop, pid: () => catcher.pid });
  endWith('the mail catcher', catcher.ended);
  return catcher;
}

async function openMailbox({ webUrl }: MailCatcher): Promise<LocalMailbox> {
  const catcher = { folder: join(home, 'mail'), webUrl };
  const mailbox = await startLocalMailbox({ folder: join(home, 'mailbox'), catcher });
  shutdown.add({ name: 'local mailbox', stop: mailbox.stop, pid: () => null });
  return mailbox;
}

/** Null: the environment names a gateway. */
async function openSms(): Promise<SmsCatcher | null> {
  if (process.env['SMS_GATEWAY']) return null;
  const catcher = await startSmsCatcher({ folder: join(home, 'sms') });
  shutdown.add({ name: 'sms catcher', stop: catcher.stop, pid: () => null });
  return catcher;
}

/** The API and the worker in one file each: from their sources both would read the same thousand, at every start. */
async function compile(): Promise<string> {
  const folder = join(home, 'programs');
  await rm(folder, { recursive: true, force: true });
  if (process.env['CONSOLE'] !== 'off') await buildConsole({ onlyIfChanged: true });
  await compilePrograms(folder, ['api/main.ts', 'worker/main.ts']);
  await writeWorkflows(folder, [process.env['WORKER_VERSIONING'] === 'on']);
  return folder;
}

/** @param folder where it was compiled */
function startProcess(
  name: 'api' | 'worker',
  { folder, env, onRestart }: { folder: string; env: NodeJS.ProcessEnv; onRestart: () => void },
): Supervised {
  const program = programOf([`${name}/main.ts`], folder);
  const onLine = (line: string): void => say(`${name.padEnd(6)} | ${line}`);
  const options = {
    name,
    command: process.execPath,
    args: program.args,
    env: { ...env, ...program.env },
    onLine,
  };
  const child = supervise(options, onRestart);
  shutdown.add({ name, stop: () => child.stop(GRACE_MS), pid: child.pid });
  return child;
}

async function waitUntilReady(apiUrl: string): Promise<void> {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  for (;;) {
    const answer = await fetch(`${apiUrl}/readyz`).catch(() => null);
    await answer?.body?.cancel();
    if (answer?.ok) return;
    if (Date.now() > deadline) throw new Error(`the API does not answer at ${apiUrl}/readyz`);
    await sleep(200);
  }
}

function printAddresses(
  apiUrl: string,
  {
    temporal,
    mail,
    mailbox,
    sms,
  }: { temporal: TemporalServer; mail: MailCatcher; mailbox: LocalMailbox; sms: SmsCatcher | null },
): void {
  say('');
  say('Followthrough is running.');
  if (process.env['CONSOLE'] !== 'off') say(`  Console         ${apiUrl}/`);
  say(`  API             ${apiUrl}/v1`);
  say(`  API docs        ${apiUrl}/docs`);
  say(`  Temporal Web    ${temporal.webUrl ?? `beside the server at ${temporal.address}`}`);
  say(`  Mail inbox      ${mail.webUrl} (SMTP on 127.0.0.1:${mail.smtpPort}; nothing leaves this machine)`);
  say(`  Answer a mail   ${mailbox.webUrl} (IMAP on 127.0.0.1:${mailbox.imap.port})`);
  say(
    `  Sms             ${sms === null ? 'the gateway of SMS_GATEWAY' : `${sms.webUrl} (nothing leaves this machine)`}`,
  );
  say(`  Files           ${home}`);
  say('');
  say(
    'Next: README.md, "Use it" enrols a sample customer with one curl. Ctrl-C stops everything and loses nothing.',
  );
}

async function start(): Promise<void> {
  checkSettings(process.env);
  const release = await claimHome(home);
  process.on('exit', release);
  shutdown.listen();
  const compiling = compile();
  // Said where it is waited for.
  compiling.catch(() => undefined);
  const database = await withProgress('starting PostgreSQL', openDatabase);
  say(`PostgreSQL: ${database.pid === null ? 'the one at DATABASE_URL' : 'embedded'}`);
  const temporal = await openTemporal();
  say(`Temporal: ${temporal.address}, found through ${temporal.origin}`);
  const mail = await withProgress('starting the mail catcher', openMail);
  const mailbox = await withProgress('starting the local mailbox', () => openMailbox(mail));
  const sms = await withProgress('starting the sms catcher', openSms);
  await withProgress('applying migrations', () => applyMigrations(database.url, { onProgress: say }));

  const host = process.env['HOST'] || '127.0.0.1';
  const port = await freePort(Number(process.env['PORT'] || 3000));
  const apiUrl = `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}`;
  const secretKey = process.env['SECRET_KEY'] || localSecretKey(home);
  const env = {
    ...process.env,
    DATABASE_URL: database.url,
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: temporal.namespace,
    SECRET_KEY: secretKey,
    HOST: host,
    PORT: `${port}`,
    PUBLIC_URL: process.env['PUBLIC_URL'] || apiUrl,
    FOLLOWTHROUGH_HOME: home,
    ...(sms && {
      SMS_GATEWAY: 'json',
      SMS_URL: sms.url,
      SMS_SECRET: createHmac('sha256', secretKey).update('sms catcher').digest('base64url'),
      SMS_IDEMPOTENCY_HOURS: '720',
    }),
    LOG_LEVEL: process.env['LOG_LEVEL'] || 'warn',
    WORKER_METRICS_PORT: `${await freePort(Number(process.env['WORKER_METRICS_PORT'] || 9464))}`,
  };
  const children = new Map<string, Supervised>();
  const record = (): void => {
    const pids: Record<string, number> = { owner: process.pid, mail: mail.pid };
    if (database.pid !== null) pids['postgres'] = database.pid;
    if (temporal.pid !== null) pids['temporal'] = temporal.pid;
    for (const [name, child] of children) pids[name] = child.pid();
    const { address, namespace, webUrl } = temporal;
    writeStack(home, {
      databaseUrl: database.url,
      temporal: { address, namespace, webUrl },
      mail: { smtpPort: mail.smtpPort, webUrl: mail.webUrl },
      mailbox: { imapPort: mailbox.imap.port, webUrl: mailbox.webUrl },
      apiUrl,
      pids,
    });
  };
  record();
  const folder = await withProgress('compiling the API and the worker', () => compiling);
  for (const name of ['api', 'worker'] as const)
    children.set(name, startProcess(name, { folder, env, onRestart: record }));
  record();
  await withProgress('starting the API and the worker', () => waitUntilReady(apiUrl));
  const localMail = { smtpPort: mail.smtpPort, imap: mailbox.imap };
  const options = { databaseUrl: database.url, secretKey, apiUrl, home, mail: localMail };
  await withProgress('first start: admin key and sample data', () => firstStart(options));
  printAddresses(apiUrl, { temporal, mail, mailbox, sms });
  await printSignInLink(apiUrl, home);
}

if (existsSync('.env')) process.loadEnvFile('.env');
try {
  await start();
} catch (error) {
  if (!shutdown.hasBegun) {
    say(`could not start: ${error instanceof Error ? error.message : String(error)}`);
    await shutdown.run();
    process.exit(1);
  }
}
