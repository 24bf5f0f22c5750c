import { connect } from 'node:net';
import { once } from 'node:events';
import { afterEach } from '@jest/globals';
import { ImapFlow, type ImapFlowOptions } from 'imapflow';
import { startImapServer, type ImapServer, type ImapServerOptions } from '../../../tools/imap/server.ts';

/** Who may come in, unless a test says otherwise. */
export const LOGIN = { user: 'ar@firm.example', password: 'quiet river' };

const endings: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).toReversed()) await end();
});

/** An IMAP server in this process, until the end of the test. */
export async function startImap(options: Partial<ImapServerOptions> = {}): Promise<ImapServer> {
  const server = await startImapServer({ account: { ...LOGIN }, ...options });
  endings.push(() => server.stop());
  return server;
}

/** A client that has logged in, until the end of the test. */
export async function connectImap(
  { port }: { port: number },
  options: Partial<ImapFlowOptions> = {},
): Promise<ImapFlow> {
  const auth = { user: LOGIN.user, pass: LOGIN.password };
  const client = new ImapFlow({ host: '127.0.0.1', port, secure: false, auth, logger: false, ...options });
  // Without a listener a broken connection would end the process.
  client.on('error', () => undefined);
  endings.push(() => client.close());
  await client.connect();
  return client;
}

/** A client that writes the protocol by itself. */
export interface RawImap {
  /** Sends a line with a tag; all lines of the answer, the tagged one last without its tag. */
  ask(line: string): Promise<string[]>;
  /** Sends bytes as they are. */
  write(text: string): void;
  /** What has come since, until it fits. */
  until(pattern: RegExp): Promise<string>;
}

/** One that has logged in and opened INBOX, until the end of the test. */
export async function openRawImap(
  { port }: { port: number },
  { user, password }: { user: string; password: string } = LOGIN,
): Promise<RawImap> {
  const socket = connect({ port, host: '127.0.0.1' });
  endings.push(() => void socket.destroy());
  let buffered = '';
  let tag = 0;
  socket.on('data', (bytes: Buffer) => (buffered += bytes.toString('latin1')));
  const until = async (pattern: RegExp): Promise<string> => {
    for (;;) {
      const match = pattern.exec(buffered);
      if (match) {
        const end = match.index + match[0].length;
        const text = buffered.slice(0, end);
        buffered = buffered.slice(end);
        return text;
      }
      await once(socket, 'data');
    }
  };
  const ask = async (line: string): Promise<string[]> => {
    tag += 1;
    socket.write(`t${tag} ${line}\r\n`, 'latin1');
    const text = await until(new RegExp(`^t${tag} [^\n]*\r\n`, 'm'));
    return text
      .trimEnd()
      .replace(`\r\nt${tag} `, '\r\n')
      .replace(new RegExp(`^t${tag} `), '')
      .split('\r\n');
  };
  await until(/^\* OK [^\n]*\n/m);
  await ask(`LOGIN "${user}" "${password}"`);
  await ask('SELECT INBOX');
  return { ask, until, write: (text) => void socket.write(text, 'latin1') };
}

/** A small mail. */
export const mailOf = (subject: string, more = ''): Buffer =>
  Buffer.from(`From: Ann <ann@customer.example>\r\nSubject: ${subject}\r\n${more}\r\nHello,\r\nyes.\r\n`);
