import type { Input, Reply } from '../../../api/operations.ts';
import { filled, orNull, textOfNumber, wholeOf } from '../../../parts/form.ts';

export type Mailbox = Reply<'getMailbox'>;
type Create = Input<'createMailbox'>['body'];
type Change = Input<'updateMailbox'>['body'];
type Security = Mailbox['smtp']['security'];

const NEW_SMTP_PORT = '587';
const NEW_IMAP_PORT = '993';

/** A server as fields show it; its password is typed, never read. */
export interface TypedServer {
  host: string;
  port: string;
  security: Security;
  user: string;
  password: string;
  certificateAuthority: string;
}

const serverOf = (
  server: Mailbox['smtp'] | NonNullable<Mailbox['imap']> | null,
  fallback: { port: string; security: Security },
): TypedServer => ({
  host: server?.host ?? '',
  port: server === null ? fallback.port : textOfNumber(server.port),
  security: server?.security ?? fallback.security,
  user: server?.user ?? '',
  password: '',
  certificateAuthority: server?.certificateAuthority ?? '',
});

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** A mailbox as fields show it; null: a new one. */
export const typedOf = (read: Mailbox | null, zone = '') => ({
  name: read?.name ?? '',
  fromAddress: read?.fromAddress ?? '',
  fromName: read?.fromName ?? '',
  zone: read?.zone ?? zone,
  dailyCap: textOfNumber(read?.dailyCap ?? null),
  minIntervalSeconds: textOfNumber(read?.minIntervalSeconds ?? 0),
  replyTo: read?.replyTo ?? '',
  unsubscribeAddress: read?.unsubscribeAddress ?? '',
  aliases: read?.aliases.join('\n') ?? '',
  users: (read?.users ?? []).map(({ userId, fromAddress, isDefault }) => ({
    userId,
    fromAddress,
    isDefault,
  })),
  providerId: read?.oauth?.providerId ?? '',
  signatureText: read?.signatureText ?? '',
  signatureHtml: read?.signatureHtml ?? '',
  smtp: {
    ...serverOf(read?.smtp ?? null, { port: NEW_SMTP_PORT, security: 'starttls' }),
    clientName: read?.smtp.clientName ?? '',
  },
  imap: {
    ...serverOf(read?.imap ?? null, { port: NEW_IMAP_PORT, security: 'tls' }),
    sentFolder: read?.imap?.sentFolder ?? '',
    folders: read?.imap?.folders.join('\n') ?? '',
    historyDays: textOfNumber(read?.imap?.historyDays ?? null),
  },
});
export type TypedMailbox = ReturnType<typeof typedOf>;

const sentServer = ({ host, port, security, user, password, certificateAuthority }: TypedServer) => ({
  host: host.trim(),
  port: wholeOf(port) as number,
  security,
  user: orNull(user),
  certificateAuthority: orNull(certificateAuthority),
  ...(password !== '' && { password }),
});

function imapOf({ sentFolder, folders, historyDays, ...server }: TypedMailbox['imap']) {
  if (server.host.trim() === '') return null;
  const days = wholeOf(historyDays);
  return {
    ...sentServer(server),
    sentFolder: orNull(sentFolder),
    folders: linesOf(folders),
    ...(days !== null && { historyDays: days }),
  };
}

/** What is typed as the API takes it. */
export function sentOf(typed: TypedMailbox): Create & Change {
  const provider = filled(typed.providerId);
  return {
    name: typed.name,
    fromAddress: typed.fromAddress.trim(),
    fromName: typed.fromName,
    zone: typed.zone.trim(),
    dailyCap: wholeOf(typed.dailyCap),
    minIntervalSeconds: wholeOf(typed.minIntervalSeconds) ?? 0,
    replyTo: orNull(typed.replyTo),
    unsubscribeAddress: orNull(typed.unsubscribeAddress),
    aliases: linesOf(typed.aliases),
    users: typed.users,
    oauth: provider === undefined ? null : { providerId: provider },
    signatureText: orNull(typed.signatureText),
    signatureHtml: orNull(typed.signatureHtml),
    smtp: { ...sentServer(typed.smtp), clientName: orNull(typed.smtp.clientName) },
    imap: imapOf(typed.imap),
  };
}
