import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { commandOf, endProcess } from './processes.ts';

/** What runs in a home folder, so that other tools find it: `stack.json`. */
export interface StackRecord {
  databaseUrl: string;
  temporal: { address: string; namespace: string; webUrl: string | null };
  mail: { smtpPort: number; webUrl: string };
  /** Where the mailbox is read, and the page on which mails are answered. */
  mailbox: { imapPort: number; webUrl: string };
  apiUrl: string;
  /** Process ids by name; a server that is somebody else's is missing. */
  pids: Record<string, number>;
}

/** Part of each child's command line: a process id alone may belong to anybody after a restart. */
const COMMAND_MARKS: Record<string, string> = {
  temporal: 'start-dev',
  mail: 'maildev',
  api: 'api.mjs',
  worker: 'worker.mjs',
};

const OWNER_MARK = 'tools/start';

function isOwner(pid: number): boolean {
  return pid !== process.pid && (commandOf(pid)?.includes(OWNER_MARK) ?? false);
}

/** The stack that was last started in this home, running or not; null when there was none. */
export function readStack(home: string): StackRecord | null {
  const path = join(home, 'stack.json');
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as StackRecord) : null;
}

/** Writes the record in one step. Only its owner can read it: it holds the database's password. */
export function writeStack(home: string, record: StackRecord): void {
  const path = join(home, 'stack.json');
  writeFileSync(`${path}.new`, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

/** Ends what a run left behind that was killed before it could stop its children. */
async function endOrphans(home: string): Promise<void> {
  for (const [name, pid] of Object.entries(readStack(home)?.pids ?? {})) {
    const mark = COMMAND_MARKS[name];
    if (mark !== undefined && commandOf(pid)?.includes(mark)) await endProcess(pid);
  }
}

/**
 * Takes the home folder for this process, and ends what a killed run left running in it.
 * @returns gives the folder back.
 * @throws Error when another `npm start` runs in the same home.
 */
export async function claimHome(home: string): Promise<() => void> {
  mkdirSync(home, { recursive: true });
  const lock = join(home, 'start.lock');
  for (;;) {
    try {
      writeFileSync(lock, `${process.pid}`, { flag: 'wx' });
      break;
    } catch {
      const owner = Number.parseInt(readFileSync(lock, 'utf8'), 10);
      if (isOwner(owner)) {
        throw new Error(
          `Followthrough runs already in ${home} (process ${owner}). Stop it first, or set FOLLOWTHROUGH_HOME to ` +
            'another folder to run a second one beside it.',
        );
      }
      rmSync(lock, { force: true });
    }
  }
  await endOrphans(home);
  return () => rmSync(lock, { force: true });
}

/** The local stack's secret key, made on first use and readable by its owner only: 32 bytes in base64. */
export function localSecretKey(home: string): string {
  const path = join(home, 'secret-key');
  if (!existsSync(path)) writeFileSync(path, randomBytes(32).toString('base64'), { mode: 0o600, flag: 'wx' });
  return readFileSync(path, 'utf8').trim();
}
