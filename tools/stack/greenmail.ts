import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fetchWithMaven } from './maven.ts';

const ARTIFACT = {
  group: 'com.icegreen',
  artifact: 'greenmail-standalone',
  version: '2.1.5',
  name: 'GreenMail, a mail server for tests,',
};

/**
 * Path of the program of GreenMail, for `java -jar`: from the cache `<home>/greenmail`, else Maven's repository. Null
 * where there is no Java, no Maven or no way there: tests on it are skipped then.
 */
export async function resolveGreenMail(home: string): Promise<string | null> {
  const folder = resolve(home, 'greenmail');
  const program = join(folder, 'lib', `${ARTIFACT.artifact}-${ARTIFACT.version}.jar`);
  if (!existsSync(program)) await fetchWithMaven(folder, ARTIFACT);
  return existsSync(program) ? program : null;
}
