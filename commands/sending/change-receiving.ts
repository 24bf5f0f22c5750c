import type { FieldProblem } from '../../contracts/problems.ts';
import { refuseInvalid } from '../../contracts/problems.ts';
import type { ImapServerChange } from '../../contracts/sending/imap-server.ts';
import type { Mailbox } from '../../contracts/sending/mailboxes.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';
import { connectingColumns, followingColumns, imapColumns } from './mailbox-columns.ts';

/** Columns of a mailbox that receives nothing any more. */
const NONE = {
  imapHost: null,
  imapPort: null,
  imapSecurity: null,
  imapUser: null,
  imapSecret: null,
  imapAuthority: null,
  imapSentFolder: null,
  imapFolders: [],
  historyDays: 90,
  followedSince: null,
  followedAt: null,
  followStatus: null,
  followReason: null,
  followStatusAt: null,
  followFailures: 0,
};

/**
 * Columns of a mailbox whose receiving half changes. Another account has UIDs of its own: how far folders were read is forgotten
 * with it, and since when it is followed is not. One that is followed again after it was not, is followed from now on (I1).
 *
 * @throws ProblemError `validation` for a server that is not whole, and for a change of it without its password
 */
export async function changeReceiving(
  deps: CommandDeps,
  tx: Tx,
  { before, imap, now }: { before: Mailbox; imap: ImapServerChange | null; now: number },
) {
  if (imap !== null) refuseInvalid(problemsOf(before.imap, imap));
  if (imap === null || isElsewhere(before.imap, imap)) await deps.hooks.receiving.moved(deps, tx, before.id);
  if (imap === null) return NONE;
  return {
    ...imapColumns(deps, imap),
    ...(before.imap === null ? followingColumns(now) : connectingColumns(now)),
  };
}

/** Whether it is another account, or may be. */
function isElsewhere(before: Mailbox['imap'], change: ImapServerChange): boolean {
  const next = { ...before, ...change };
  return (['host', 'port', 'user'] as const).some((key) => (next[key] ?? null) !== (before?.[key] ?? null));
}

function problemsOf(before: Mailbox['imap'], change: ImapServerChange): FieldProblem[] {
  if (before === null) {
    const needed = (['host', 'port', 'security'] as const).filter((key) => change[key] === undefined);
    return [
      ...needed.map((key) => ({
        field: `imap.${key}`,
        message: 'is needed: the mailbox has no server to receive from',
      })),
      ...userProblems(change.password != null, change.user),
    ];
  }
  const next = { ...before, ...change };
  const goesElsewhere = isElsewhere(before, change) || next.security !== before.security;
  const hasPassword = change.password === undefined ? before.hasPassword : change.password !== null;
  return [
    ...(goesElsewhere && before.hasPassword && change.password === undefined
      ? [{ field: 'imap.password', message: 'is needed again when host, port, security or user change' }]
      : []),
    ...userProblems(hasPassword, next.user),
  ];
}

function userProblems(hasPassword: boolean, user: string | null | undefined): FieldProblem[] {
  return hasPassword && user == null ? [{ field: 'imap.user', message: 'a password needs a user' }] : [];
}
