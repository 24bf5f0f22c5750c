/**
 * What a mailbox signs in with. `none`: a password; `reconnect`: a person has to sign it in, and its sends wait (I6);
 * `unavailable`: its provider is not there at the moment. `user`: the mailbox that is signed in to, which may be another
 * than that of the person who signed in. `signInId`: the same as long as it is the same sign-in, whatever the token.
 */
export type AccessToken =
  | { kind: 'token'; user: string; accessToken: string; signInId: string }
  | { kind: 'none' }
  | { kind: 'reconnect'; reason: string }
  | { kind: 'unavailable'; reason: string };

/** Gives out the tokens of mailboxes, renewed before they expire (I6). */
export interface AccessTokens {
  /** @param refused a token that a server has just refused: another one is given, or none */
  accessTokenOf(mailboxId: string, refused?: string): Promise<AccessToken>;
}
