import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { say, withProgress } from './progress.ts';
import { startChild } from './processes.ts';
import { findOnPath } from './temporal-cli.ts';

/** A program that Maven's repository has. */
export interface MavenArtifact {
  group: string;
  artifact: string;
  version: string;
  /** What it is, in words for the terminal. */
  name: string;
}

const pomOf = ({
  group,
  artifact,
  version,
}: MavenArtifact): string => `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>followthrough</groupId>
  <artifactId>fetched-${artifact}</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>
  </dependencies>
</project>
`;

/** Fetches a program and what it needs into `<folder>/lib`; false when there is no Java or Maven, or it fails. */
export async function fetchWithMaven(folder: string, artifact: MavenArtifact): Promise<boolean> {
  const maven = findOnPath('mvn');
  if (maven === null || findOnPath('java') === null) return false;
  const pom = join(folder, 'pom.xml');
  const libraries = resolve(folder, 'lib');
  mkdirSync(folder, { recursive: true });
  writeFileSync(pom, pomOf(artifact));
  rmSync(libraries, { recursive: true, force: true });
  let log = '';
  const child = startChild({
    name: 'mvn',
    command: maven,
    args: ['-q', '-B', '-f', pom, 'dependency:copy-dependencies', `-DoutputDirectory=${libraries}`],
    onLine: (line) => void (log = `${log}${line}\n`.slice(-2000)),
  });
  const code = await withProgress(`fetching ${artifact.name} with Maven`, () => child.ended);
  if (code !== 0) say(`  Maven failed (${code}): ${log}`);
  return code === 0;
}
