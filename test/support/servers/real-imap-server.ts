/** The one account of them. */
export const LOGIN_OF_REAL = { user: 'ar', password: 'quietriver' };

/** An IMAP server that others have written, on 127.0.0.1 without TLS, in a process of its own. */
export interface RealImapServer {
  port: number;
  user: string;
  password: string;
  /** Ends it and starts it on the same port. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}
