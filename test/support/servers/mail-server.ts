import { SMTPServer } from 'smtp-server';
import PostalMime, { type Email } from 'postal-mime';

/** A mail that the server accepted. */
export interface ReceivedMail {
  from: string;
  to: string[];
  raw: Buffer;
  parsed: Email;
  /** The ledger id it carries. */
  ledgerId: string;
}

/** A real SMTP server on a free port that keeps what it accepts. */
export interface MailServer {
  port: number;
  mails: ReceivedMail[];
  /** Refuses recipients for which this answers an error; replace it in a test. */
  refuse: { recipient: (address: string) => { code: number; text: string } | null };
  close(): Promise<void>;
}

/** Starts one. */
export async function startMailServer(): Promise<MailServer> {
  const mails: ReceivedMail[] = [];
  const refuse: MailServer['refuse'] = { recipient: () => null };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onRcptTo(address, _session, callback) {
      const refusal = refuse.recipient(address.address);
      if (!refusal) return callback();
      callback(Object.assign(new Error(refusal.text), { responseCode: refusal.code }));
    },
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const raw = Buffer.concat(chunks);
        const envelope = session.envelope;
        void PostalMime.parse(raw).then((parsed) => {
          const ledgerId =
            parsed.headers.find((header) => header.key === 'x-followthrough-message')?.value ?? '';
          mails.push({
            from: envelope.mailFrom ? envelope.mailFrom.address : '',
            to: envelope.rcptTo.map((address) => address.address),
            raw,
            parsed,
            ledgerId,
          });
          callback();
        }, callback);
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.server.address();
  if (!address || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    mails,
    refuse,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
