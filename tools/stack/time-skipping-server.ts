import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { withProgress, say } from './progress.ts';
import { startChild } from './processes.ts';
import { downloadWithSdk, findOnPath } from './temporal-cli.ts';

const GROUP = 'io.temporal';
const ARTIFACT = 'temporal-test-server';
const VERSION = '1.38.0';
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

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>followthrough</groupId>
  <artifactId>test-server</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>${GROUP}</groupId><artifactId>${ARTIFACT}</artifactId><version>${VERSION}</version></dependency>
  </dependencies>
</project>
`;

/** Fetches the server and what it needs with Maven, and writes a launcher; null when there is no Java or Maven. */
async function fetchWithMaven(folder: string, launcher: string): Promise<string | null> {
  const maven = findOnPath('mvn');
  const java = findOnPath('java');
  if (maven === null || java === null) return null;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'pom.xml'), POM);
  const libraries = resolve(folder, 'lib');
  rmSync(libraries, { recursive: true, force: true });
  const args = ['-q', '-B', '-f', join(folder, 'pom.xml'), 'dependency:copy-dependencies'];
  let log = '';
  const child = startChild({
    name: 'mvn',
    command: maven,
    args: [...args, `-DoutputDirectory=${libraries}`],
    onLine: (line) => void (log = `${log}${line}\n`.slice(-2000)),
  });
  const code = await withProgress('fetching the time-skipping server with Maven', () => child.ended);
  if (code !== 0) {
    say(`  Maven failed (${code}): ${log}`);
    return null;
  }
  writeLauncher(launcher);
  return launcher;
}

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
  const found = sdk ?? (await fetchWithMaven(folder, launcher));
  if (found === null) throw new Error(HOW_TO);
  return found;
}
