import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fetchWithMaven } from './maven.ts';
import { withProgress } from './progress.ts';
import { downloadWithSdk } from './temporal-cli.ts';

const ARTIFACT = {
  group: 'io.temporal',
  artifact: 'temporal-test-server',
  version: '1.38.0',
  name: 'the time-skipping server',
};
const MAIN_CLASS = 'io.temporal.testserver.TestServer';

/** A server of seconds: compiling its code thoroughly costs a second and a half of processor time and pays nothing back. */
const JAVA_OPTIONS = '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC';

/** What starts the fetched server. */
const LAUNCHER = `#!/bin/sh
cd "$(dirname "$0")" || exit 1
exec java ${JAVA_OPTIONS} -cp 'lib/*' ${MAIN_CLASS} "$@"
`;

const HOW_TO = `no time-skipping Temporal server can be had. Any one of these helps:
  1. a network that lets the Temporal SDK download it
  2. Java 11 or newer and Maven on PATH, so that it can be fetched from Maven's repository`;

/** Written anew only when it differs: it may be running. */
function writeLauncher(path: string): void {
  if (existsSync(path) && readFileSync(path, 'utf8') === LAUNCHER) return;
  writeFileSync(path, LAUNCHER);
  chmodSync(path, 0o755);
}

/**
 * Path of an executable time-skipping Temporal server for tests and the demo: from the cache `<home>/test-server`,
 * else the SDK's download, else Maven.
 * @throws Error naming the ways when none works.
 */
export async function resolveTimeSkippingServer(home: string): Promise<string> {
  const folder = resolve(home, 'test-server');
  const launcher = join(folder, 'run.sh');
  if (existsSync(launcher)) {
    writeLauncher(launcher);
    return launcher;
  }
  const sdk = await withProgress('asking the SDK to download the time-skipping server', () =>
    downloadWithSdk('test-server', folder),
  );
  if (sdk !== null) return sdk;
  if (!(await fetchWithMaven(folder, ARTIFACT))) throw new Error(HOW_TO);
  writeLauncher(launcher);
  return launcher;
}
