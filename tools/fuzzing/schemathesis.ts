import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { withProgress } from '../stack/progress.ts';

/** Runs on Python 3.10 and later. */
const PACKAGE = 'schemathesis==4.32.5';

/** Runs a program to its end. @returns its exit code, 127 when it cannot be started */
export function run(command: string, args: readonly string[], cwd: string): Promise<number> {
  return new Promise((done) => {
    const child = spawn(command, args, { stdio: 'inherit', cwd });
    child.once('error', () => done(127));
    child.once('exit', (code) => done(code ?? 1));
  });
}

/**
 * Path of Schemathesis, installed once from PyPI into a virtual environment of its own below `home`.
 * @throws Error when Python is missing or the package cannot be had
 */
export async function installSchemathesis(home: string): Promise<string> {
  const folder = resolve(home, PACKAGE.replace('==', '-'));
  const marker = resolve(folder, 'bin/schemathesis');
  if (existsSync(marker)) return marker;
  const steps: [string, string[]][] = [
    ['python3', ['-m', 'venv', '--clear', folder]],
    [resolve(folder, 'bin/python'), ['-m', 'pip', 'install', '--quiet', PACKAGE]],
  ];
  return withProgress(`installing ${PACKAGE}, once`, async () => {
    for (const [command, args] of steps) {
      if ((await run(command, args, home)) !== 0)
        throw new Error(`cannot install ${PACKAGE}: Python 3.10+ is needed`);
    }
    return marker;
  });
}
