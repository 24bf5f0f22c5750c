import { BadCommand, Refused, textOf, wordOf, type Token } from './tokens.ts';
import type { CommandKind, ImapSession } from './session.ts';

const WRONG = '[AUTHENTICATIONFAILED] Invalid credentials';

/** Commands of every state, and those that log in. */
export const loginCommands: Readonly<Record<string, CommandKind>> = {
  CAPABILITY: {
    needs: 'nothing',
    run: (session) => session.say(`* CAPABILITY ${session.capabilities()}`),
  },
  NOOP: {
    needs: 'nothing',
    run: (session) => session.tellChanges(),
  },
  ID: {
    needs: 'nothing',
    offer: 'ID',
    run: (session) => session.say('* ID ("name" "Followthrough local mailbox")'),
  },
  LOGOUT: {
    needs: 'nothing',
    run: async (session) => {
      await session.say('* BYE see you');
      session.isEnding = true;
    },
  },
  STARTTLS: {
    needs: 'nothing',
    run: async (session) => {
      const { startTls } = session.server;
      if (startTls === null || session.connection.isSecure) throw new BadCommand('STARTTLS is not offered');
      session.connection.secureAfterAnswer(startTls);
      return 'begin TLS now';
    },
  },
  LOGIN: {
    needs: 'nothing',
    run: async (session, [user, password]) => {
      refuseBareWords(session);
      return decide(session, textOf(user), isPassword(session, textOf(user), textOf(password)));
    },
  },
  AUTHENTICATE: { needs: 'nothing', run: authenticate },
};

/** Where TLS is offered nobody logs in without it. */
function refuseBareWords({ server, connection, record }: ImapSession): void {
  if (record.user !== null) throw new BadCommand('logged in already');
  if (server.startTls !== null && !connection.isSecure) throw new Refused('[PRIVACYREQUIRED] STARTTLS first');
}

const isPassword = ({ server: { account } }: ImapSession, user: string, password: string): boolean =>
  account.password !== null && account.user === user && account.password === password;

function decide(session: ImapSession, user: string, isRight: boolean): string {
  if (!isRight) throw new Refused(WRONG);
  session.record.user = user;
  return `[CAPABILITY ${session.capabilities()}] logged in`;
}

async function authenticate(session: ImapSession, [mechanism, initial]: Token[]): Promise<string> {
  refuseBareWords(session);
  const name = wordOf(mechanism);
  if (!session.capabilities().split(' ').includes(`AUTH=${name}`)) throw new Refused('unknown mechanism');
  const first = initial === undefined ? await ask(session, '') : textOf(initial);
  const words = Buffer.from(first === '=' ? '' : first, 'base64').toString('utf8');
  if (name === 'PLAIN') {
    const [, user = '', password = ''] = words.split('\0');
    return decide(session, user, isPassword(session, user, password));
  }
  const user = (name === 'XOAUTH2' ? /^user=([^\x01]*)\x01/ : /^n,a=([^,\x01]*),\x01/).exec(words)?.[1] ?? '';
  const token = /\x01auth=Bearer ([^\x01]*)\x01\x01$/.exec(words)?.[1] ?? '';
  const { account } = session.server;
  const isRight = account.user === user && token !== '' && account.acceptsToken?.(token) === true;
  // The client hears why, answers with nothing, and only then the command ends.
  if (!isRight) await ask(session, '{"status":"400","schemes":"Bearer","scope":"https://mail.example/"}');
  return decide(session, user, isRight);
}

/** Sends a challenge; the client's answer as it came. @throws BadCommand when the client gives up */
async function ask(session: ImapSession, challenge: string): Promise<string> {
  await session.say(`+ ${Buffer.from(challenge).toString('base64')}`);
  const answer = await session.connection.line();
  if (answer === '*') throw new BadCommand('given up');
  return answer;
}
