/** Result of connecting to a mail server for real; `reply` holds the words of the server. */
export type Verification = { ok: true } | { ok: false; reply: string };

/** Address and credentials of an SMTP server. */
export interface MailServer {
  host: string;
  port: number;
  security: 'none' | 'starttls' | 'tls';
  user: string | null;
  password: string | null;
}

/** Connects to a mail server and logs in, without sending. */
export type VerifyMailbox = (server: MailServer) => Promise<Verification>;
