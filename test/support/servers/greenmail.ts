import { freePort, waitForPort } from '../../../tools/stack/ports.ts';
import { startChild } from '../../../tools/stack/processes.ts';
import { LOGIN_OF_REAL, type RealImapServer } from './real-imap-server.ts';

/** Where the run has put it; null: it could not be fetched (`tools/stack/greenmail.ts`). */
export const greenMailProgram = (): string | null => process.env['TEST_GREENMAIL'] || null;

/** Starts GreenMail, which keeps mail in memory: a restart forgets it, and gives INBOX another validity. */
export async function startGreenMail(): Promise<RealImapServer> {
  const port = await freePort();
  const { user, password } = LOGIN_OF_REAL;
  const start = async (): Promise<() => Promise<void>> => {
    const child = startChild({
      name: 'greenmail',
      command: 'java',
      args: [
        '-XX:TieredStopAtLevel=1',
        '-XX:+UseSerialGC',
        '-Dgreenmail.imap.hostname=127.0.0.1',
        `-Dgreenmail.imap.port=${port}`,
        `-Dgreenmail.users=${user}:${password}@localhost`,
        '-Dgreenmail.startup.timeout=30000',
        '-jar',
        greenMailProgram()!,
      ],
    });
    await waitForPort(port, { hasEnded: child.hasEnded });
    return () => child.stop();
  };
  let stop = await start();
  return {
    port,
    user,
    password,
    stop: () => stop(),
    restart: async () => {
      await stop();
      stop = await start();
    },
  };
}
