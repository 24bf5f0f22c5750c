/**
 * An IMAP server that failed. `login`: it refused who we are, and will again; `sign_in`: nobody is asked before a person has
 * signed the mailbox in (I6); `answer`: it refused one command and is still
 * there; `connection`: it cannot be reached, or is gone.
 */
export class ImapFailure extends Error {
  readonly kind: 'login' | 'sign_in' | 'answer' | 'connection';
  /** The words of the server, or words for people where it said nothing; never a password. */
  readonly words: string;

  constructor(kind: ImapFailure['kind'], words: string) {
    super(`imap ${kind}`);
    this.name = 'ImapFailure';
    this.kind = kind;
    this.words = words;
  }
}
