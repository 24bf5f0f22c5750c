import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { rangesOf } from '../tools/imap/number-sets.ts';
import { startImapServer, type ImapServer } from '../tools/imap/server.ts';
import { ImapStore } from '../tools/imap/store.ts';
import { startChild, type Child } from '../tools/stack/processes.ts';
import { openRig, type Rig } from './rig.ts';
import type { Row } from './table.ts';

const LOGIN = { user: 'ar@firm.example', password: 'quiet river' };
/** Every so many mails are from somebody we know; of the others only the headers are read. */
const KNOWN_EVERY = 10_000;
const DAY_MS = 86_400_000;
/** All of it lies within what a mailbox reads at first. */
const HISTORY_MS = 88 * DAY_MS;
const LOOK_MS = 250;
const PATIENCE_MS = 3_600_000;

/**
 * Follows a mailbox with so many mails (I1), by a worker of its own: its memory, its seconds, the headers it reads, and how
 * long a mail that comes meanwhile, and one that comes afterwards, waits to be taken up.
 */
export async function measureFollowing({ size }: { size: number }): Promise<Row[]> {
  const rig = await openRig();
  const imap = await startImapServer({ account: { ...LOGIN }, store: storeOf(size) });
  const worker = await startWorker(rig);
  try {
    await sleep(3_000);
    const before = memoryOf(worker.pid);
    const startedAt = performance.now();
    const mailboxId = await createMailbox(rig, imap);
    await until(async () => (await rig.db.mail.count()) > 0);
    const meanwhile = await secondsToTake(rig, imap, 'meanwhile');
    const isRead = async (): Promise<boolean> =>
      (await rig.db.mailbox.findUniqueOrThrow({ where: { id: mailboxId } })).followStatus === 'following';
    await until(isRead);
    const seconds = (performance.now() - startedAt) / 1_000;
    const { now, peak } = memoryOf(worker.pid);
    const later = await secondsToTake(rig, imap, 'later');
    return [
      {
        'mails in the folder': size,
        seconds,
        'headers read': headersRead(imap),
        'MB sent': Math.round(imap.sessions.reduce((sum, { bytesSent }) => sum + bytesSent, 0) / 1e6),
        stored: await rig.db.mail.count(),
        'RSS before, MB': before.now,
        'RSS after, MB': now,
        'peak RSS, MB': peak,
        'new mail beside the history, s': meanwhile,
        'new mail later, s': later,
      },
    ];
  } finally {
    await worker.stop();
    await imap.stop();
    await rig.close();
  }
}

/** Mails that are made when they are asked for. */
function storeOf(count: number): ImapStore {
  const from = Date.now() - HISTORY_MS;
  const generated = {
    count,
    bytes: (uid: number) =>
      mailOf(`m${uid}`, uid % KNOWN_EVERY === 1 ? 'ann@customer.example' : `p${uid}@else.example`),
    receivedAt: (uid: number) => from + Math.floor((uid / count) * (HISTORY_MS - DAY_MS)),
  };
  return new ImapStore({
    folders: [
      { name: 'INBOX', generated },
      { name: 'Sent', role: '\\Sent' },
    ],
  });
}

function mailOf(id: string, from: string): Buffer {
  const head = `Message-ID: <${id}@else.example>\r\nFrom: ${from}\r\nTo: ${LOGIN.user}\r\nSubject: About ${id}\r\n`;
  return Buffer.from(`${head}Content-Type: text/plain\r\n\r\nHello,\r\nthe matter of ${id} is in hand.\r\n`);
}

async function createMailbox({ call, smtpPort }: Rig, { port }: ImapServer): Promise<string> {
  const customer = { name: 'Ann Ltd', currency: 'EUR' };
  const { id } = await call.post<{ id: string }>('/v1/customers', { json: customer });
  const contact = { name: 'Ann', email: 'ann@customer.example' };
  await call.post(`/v1/customers/${id}/contacts`, { json: contact });
  const host = '127.0.0.1';
  const mailbox = {
    name: 'AR',
    fromAddress: LOGIN.user,
    fromName: 'AR',
    zone: 'UTC',
    smtp: { host, port: smtpPort, security: 'none' },
    imap: { host, port, security: 'none', ...LOGIN },
  };
  return (await call.post<{ id: string }>('/v1/mailboxes', { json: mailbox })).id;
}

/** From its delivery to the row that stands for it. */
async function secondsToTake({ db }: Rig, imap: ImapServer, id: string): Promise<number> {
  const startedAt = performance.now();
  imap.store.inbox.add(mailOf(id, 'ann@customer.example'), { receivedAt: Date.now() });
  await until(async () => (await db.mail.count({ where: { headerId: `<${id}@else.example>` } })) > 0);
  return (performance.now() - startedAt) / 1_000;
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error('the folder was not read in an hour');
    await sleep(LOOK_MS);
  }
}

function headersRead({ sessions }: ImapServer): number {
  const sets = sessions.flatMap(({ commands }) =>
    commands.flatMap((line) => (line.includes('[HEADER]') ? [line.split(' ')[2] ?? ''] : [])),
  );
  return sets.flatMap((set) => rangesOf(set, 0)).reduce((sum, [from, to]) => sum + to - from + 1, 0);
}

async function startWorker({ workerEnv }: Rig): Promise<Child> {
  let tell = (): void => undefined;
  const ready = new Promise<void>((resolve) => (tell = resolve));
  const child = startChild({
    name: 'worker',
    command: process.execPath,
    args: ['--import', 'tsx', 'worker/main.ts'],
    env: workerEnv,
    onLine: (line) => line.includes('worker runs') && tell(),
  });
  await ready;
  return child;
}

/** Resident memory in MB: now, and the most it ever had. */
function memoryOf(pid: number): { now: number; peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const read = (name: string): number =>
    Math.round(Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0) / 1_024);
  return { now: read('VmRSS'), peak: read('VmHWM') };
}
