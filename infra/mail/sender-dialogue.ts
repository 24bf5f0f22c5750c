import type { CustomAuthenticationHandlers } from 'nodemailer/lib/smtp-connection';
import { TOKEN_DIALOGUES } from './token-dialogues.ts';

/** The name of a dialogue that nodemailer runs for us in the place of a login; no server hears it. */
export const SENDER = 'X-SENDER';
/** The dialogues that a connection must be made with: for `askSender`, and for a login by a token. */
export const DIALOGUES: CustomAuthenticationHandlers = {
  async [SENDER]({ auth, sendCommand, reject, resolve }) {
    const from = auth.credentials.user;
    const isAscii = /^[\x20-\x7e]*$/.test(from);
    const { response } = await sendCommand(`MAIL FROM:<${from}>${isAscii ? '' : ' SMTPUTF8'}`);
    if (!response.startsWith('2')) return reject(new Error('refused'));
    await sendCommand('RSET');
    return resolve();
  },
  ...TOKEN_DIALOGUES,
};
