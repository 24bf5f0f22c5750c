import { test } from '@jest/globals';
import { ImapFlow } from 'imapflow';
import { dovecotProgram, startDovecot } from './dovecot.ts';
import { greenMailProgram, startGreenMail } from './greenmail.ts';
import type { RealImapServer } from './real-imap-server.ts';

/** The two that differ: one of the distribution, on disk, and one in memory. */
export const REAL_IMAP_SERVERS = [
  { name: 'Dovecot', isThere: () => dovecotProgram() !== null, start: startDovecot },
  { name: 'GreenMail', isThere: () => greenMailProgram() !== null, start: startGreenMail },
] as const;

/** A test for each of them; where one cannot be had its test is counted as skipped. */
export function testOnRealServers(
  title: string,
  body: (server: RealImapServer, name: string) => Promise<void>,
): void {
  for (const { name, isThere, start } of REAL_IMAP_SERVERS) {
    const declare = isThere() ? test : test.skip;
    declare(`${title} (${name}${isThere() ? '' : ', which is not installed here'})`, async () => {
      const server = await start();
      try {
        await body(server, name);
      } finally {
        await server.stop();
      }
    });
  }
}

/** Puts mails into a folder, as their server got them at `receivedAt`. */
export async function deliverTo(
  { port, user, password }: RealImapServer,
  mails: readonly { bytes: Buffer; receivedAt: number; folder?: string }[],
): Promise<void> {
  const auth = { user, pass: password };
  const client = new ImapFlow({ host: '127.0.0.1', port, secure: false, auth, logger: false });
  await client.connect();
  try {
    for (const { bytes, receivedAt, folder = 'INBOX' } of mails)
      await client.append(folder, bytes, [], new Date(receivedAt));
  } finally {
    await client.logout();
  }
}
