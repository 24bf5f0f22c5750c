import type { CustomAuthenticationHandlers } from 'nodemailer/lib/smtp-connection';

/** How a token is shown to a server, in the order in which it is tried: XOAUTH2 is what every large provider knows. */
export const TOKEN_MECHANISMS = ['XOAUTH2', 'OAUTHBEARER'] as const;
export type TokenMechanism = (typeof TOKEN_MECHANISMS)[number];

/** What a client says first. Of OAUTHBEARER (RFC 7628) host and port may be left out. */
const FIRST_WORDS: Record<TokenMechanism, (user: string, token: string) => string> = {
  XOAUTH2: (user, token) => `user=${user}\x01auth=Bearer ${token}\x01\x01`,
  OAUTHBEARER: (user, token) => `n,a=${saslName(user)},\x01auth=Bearer ${token}\x01\x01`,
};
/** What a client says to the challenge that explains an error, so that the server ends the dialogue with its reply. */
const AFTER_ERROR: Record<TokenMechanism, string> = { XOAUTH2: '', OAUTHBEARER: 'AQ==' };

/** RFC 5801: what divides the parts is written otherwise inside a name. */
const saslName = (name: string): string => name.replaceAll('=', '=3D').replaceAll(',', '=2C');

/** What goes over the wire. */
export const tokenWords = (mechanism: TokenMechanism, user: string, token: string): string =>
  Buffer.from(FIRST_WORDS[mechanism](user, token)).toString('base64');

const dialogue =
  (mechanism: TokenMechanism): CustomAuthenticationHandlers[string] =>
  async ({ auth, sendCommand, reject, resolve }) => {
    const { user, pass } = auth.credentials;
    const { response } = await sendCommand(`AUTH ${mechanism} ${tokenWords(mechanism, user, pass)}`);
    if (response.startsWith('334')) await sendCommand(AFTER_ERROR[mechanism]);
    else if (response.startsWith('235')) return resolve();
    return reject(new Error('refused'));
  };

/** The name of a dialogue: nodemailer takes XOAUTH2 for its own, and would log in by another mechanism. */
export const dialogueOf = (mechanism: TokenMechanism): string => `X-TOKEN-${mechanism}`;

/** A login by a token in the place of a password, as dialogues that nodemailer runs. */
export const TOKEN_DIALOGUES: CustomAuthenticationHandlers = Object.fromEntries(
  TOKEN_MECHANISMS.map((mechanism) => [dialogueOf(mechanism), dialogue(mechanism)]),
);
