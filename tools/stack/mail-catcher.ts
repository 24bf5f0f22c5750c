import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { freePort, waitForPort } from './ports.ts';
import { startChild, type Child } from './processes.ts';

/** A mail server that accepts everything, delivers nothing, and shows it in a web inbox. */
export interface MailCatcher {
  smtpPort: number;
  /** Address of the web inbox. */
  webUrl: string;
  pid: number;
  ended: Child['ended'];
  stop(): Promise<void>;
}

/** Starts a mail catcher whose mails lie in `folder` and survive a restart. Busy default ports are moved. */
export async function startMailCatcher({ folder }: { folder: string }): Promise<MailCatcher> {
  mkdirSync(folder, { recursive: true });
  const program = join(
    dirname(createRequire(import.meta.url).resolve('maildev/package.json')),
    'bin',
    'maildev',
  );
  const smtpPort = await freePort(1025);
  const webPort = await freePort(1080);
  const args = [program, '--ip', '127.0.0.1', '--web-ip', '127.0.0.1', '--mail-directory', folder];
  let log = '';
  const child = startChild({
    name: 'mail',
    command: process.execPath,
    args: ['--no-deprecation', ...args, '--smtp', `${smtpPort}`, '--web', `${webPort}`, '--silent'],
    onLine: (line) => void (log = `${log}${line}\n`.slice(-2000)),
  });
  try {
    await waitForPort(smtpPort, { hasEnded: child.hasEnded });
    await waitForPort(webPort, { hasEnded: child.hasEnded });
  } catch (error) {
    await child.stop();
    throw new Error(`the mail catcher did not start: ${log || String(error)}`, { cause: error });
  }
  const { pid, ended } = child;
  return { smtpPort, webUrl: `http://127.0.0.1:${webPort}`, pid, ended, stop: () => child.stop() };
}
