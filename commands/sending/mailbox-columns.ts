import { findAuthorityProblems } from '../../domain/sending/certificate-authority.ts';
import type { FieldProblem } from '../../contracts/problems.ts';
import type { ImapServerChange } from '../../contracts/sending/imap-server.ts';
import type { CommandDeps } from '../deps.ts';

/** A password as it is stored: sealed, or null. */
export function sealed(
  { secrets }: Pick<CommandDeps, 'secrets'>,
  password: string | null | undefined,
): string | null {
  return password == null ? null : secrets.seal(password);
}

/** Columns of the receiving server, as far as they are given. */
export function imapColumns(deps: Pick<CommandDeps, 'secrets'>, imap: ImapServerChange) {
  return {
    imapHost: imap.host,
    imapPort: imap.port,
    imapSecurity: imap.security,
    imapUser: imap.user,
    ...(imap.password !== undefined && { imapSecret: sealed(deps, imap.password) }),
    imapAuthority: imap.certificateAuthority,
    imapSentFolder: imap.sentFolder,
    imapFolders: imap.folders,
    historyDays: imap.historyDays,
  };
}

/** Columns of a mailbox whose mail is followed from now on (I1). */
export function followingColumns(now: number) {
  const at = new Date(now);
  return { followedSince: at, followedAt: null, ...connectingColumns(now) };
}

/** Columns of a mailbox whose server is to be tried anew. */
export function connectingColumns(now: number) {
  return { followStatus: 'connecting', followReason: null, followStatusAt: new Date(now), followFailures: 0 };
}

/** What keeps servers of a mailbox from being saved. */
export async function findServerProblems(
  deps: Pick<CommandDeps, 'now'>,
  servers: Record<'smtp' | 'imap', { certificateAuthority?: string | null } | null | undefined>,
): Promise<FieldProblem[]> {
  const now = await deps.now();
  return (['smtp', 'imap'] as const).flatMap((half) =>
    findAuthorityProblems(servers[half]?.certificateAuthority, {
      now,
      field: `${half}.certificateAuthority`,
    }),
  );
}
