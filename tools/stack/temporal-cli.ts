import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { say, withProgress } from './progress.ts';
import { startChild } from './processes.ts';

/** The Temporal CLI, which carries the development server. */
export interface TemporalCli {
  path: string;
  /** Where it was found, in words for the terminal. */
  origin: string;
}

/** The last tag that `go install` accepts (no `replace` lines); server 1.29.1 with its Web UI. */
const CLI_MODULE = 'github.com/temporalio/cli/cmd/temporal@v1.5.1';
const PROGRAM = process.platform === 'win32' ? 'temporal.exe' : 'temporal';

const HOW_TO = `no Temporal server can be started. Any one of these helps:
  1. TEMPORAL_ADDRESS=host:port of a server that runs already
  2. TEMPORAL_CLI_PATH=path of the Temporal CLI, or the program \`temporal\` on PATH
  3. a network that lets the Temporal SDK download the CLI
  4. Go 1.23 or newer on PATH, so that the CLI can be built from source`;

/** The first file called `name` on PATH, or null. */
export function findOnPath(name: string): string | null {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? null;
}

/** Whether a file of the SDK's own download lies in `folder`; the newest name wins. */
function downloaded(folder: string, prefix: string): string | null {
  if (!existsSync(folder)) return null;
  const names = readdirSync(folder).filter((name) => name.startsWith(prefix) && !name.endsWith('.zip'));
  const newest = names.sort().at(-1);
  return newest === undefined ? null : join(folder, newest);
}

/**
 * Lets the SDK download one of its two servers into `folder` and returns the program's path, or null when there is
 * no way to the internet. The server it starts for that is ended at once.
 */
export async function downloadWithSdk(kind: 'cli' | 'test-server', folder: string): Promise<string | null> {
  const { TestWorkflowEnvironment } = await import('@temporalio/testing');
  const executable = { type: 'cached-download' as const, downloadDir: resolve(folder) };
  mkdirSync(folder, { recursive: true });
  try {
    const environment =
      kind === 'cli'
        ? await TestWorkflowEnvironment.createLocal({ server: { executable } })
        : await TestWorkflowEnvironment.createTimeSkipping({ server: { executable } });
    await environment.teardown();
  } catch {
    return null;
  }
  return downloaded(folder, kind === 'cli' ? 'temporal-sdk' : 'temporal-test-server');
}

async function buildWithGo(folder: string): Promise<string | null> {
  const go = findOnPath(process.platform === 'win32' ? 'go.exe' : 'go');
  if (go === null) return null;
  say(`  building the Temporal server with Go (once, about three minutes on two cores)`);
  let lastLine = '';
  const env = { ...process.env, GOBIN: resolve(folder), GOFLAGS: '-mod=mod' };
  const onLine = (line: string): void => void (lastLine = line);
  const build = startChild({ name: 'go', command: go, args: ['install', CLI_MODULE], env, onLine });
  const code = await withProgress('go install', () => build.ended);
  if (code !== 0) say(`  go install failed (${code}): ${lastLine}`);
  return code === 0 ? join(folder, PROGRAM) : null;
}

function works(path: string): boolean {
  return existsSync(path) && spawnSync(path, ['--version'], { timeout: 20_000 }).status === 0;
}

/**
 * Finds the Temporal CLI, in this order: TEMPORAL_CLI_PATH, PATH, the project's cache, the SDK's download, a build
 * with Go. The last two are kept in the cache, `<home>/bin`.
 * @throws Error naming every way when none works.
 */
export async function resolveTemporalCli(home: string): Promise<TemporalCli> {
  const given = process.env['TEMPORAL_CLI_PATH'];
  if (given) {
    if (!works(given)) throw new Error(`TEMPORAL_CLI_PATH is not a Temporal CLI: ${given}`);
    return { path: given, origin: 'TEMPORAL_CLI_PATH' };
  }
  const onPath = findOnPath(PROGRAM);
  if (onPath !== null && works(onPath)) return { path: onPath, origin: 'the program on PATH' };
  const cache = join(home, 'bin');
  const cached = join(cache, PROGRAM);
  if (works(cached)) return { path: cached, origin: 'the cache of this project' };
  const earlier = downloaded(cache, 'temporal-sdk');
  if (earlier !== null && works(earlier)) return { path: earlier, origin: 'an earlier download of the SDK' };
  const sdk = await withProgress('asking the SDK to download the Temporal CLI', () =>
    downloadWithSdk('cli', cache),
  );
  if (sdk !== null) return { path: sdk, origin: 'the download of the SDK' };
  const built = await buildWithGo(cache);
  if (built !== null && works(built)) return { path: built, origin: 'a build with Go' };
  throw new Error(HOW_TO);
}
