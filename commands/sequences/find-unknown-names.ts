import type { FieldProblem } from '../../contracts/problems.ts';
import { findNamedSenderProblems, findSmsSenderProblems } from '../../domain/sequences/activation.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';

/** What settings or a step name by id. */
export interface Named {
  mailboxId?: string | null;
  /** The address among those of the mailbox. */
  fromAddress?: string | null;
  smsSenderId?: string | null;
  primaryUserId?: string | null;
  memberIds?: readonly string[];
}

/** Mailboxes and sms senders that do not exist and users that do not or are not active, each with its field. */
export async function findUnknownNames(
  { store }: CommandDeps,
  tx: Tx,
  named: Named,
): Promise<FieldProblem[]> {
  const memberIds = named.memberIds ?? [];
  const { smsSenderId } = named;
  if (
    !named.mailboxId &&
    !named.fromAddress &&
    !smsSenderId &&
    !named.primaryUserId &&
    memberIds.length === 0
  )
    return [];
  const found = await store.sequenceSurroundings.load(tx, {
    mailboxIds: named.mailboxId ? [named.mailboxId] : [],
    smsSenderIds: smsSenderId ? [smsSenderId] : [],
    userIds: named.primaryUserId ? [named.primaryUserId, ...memberIds] : memberIds,
  });
  const { activeUserIds } = found;
  const { mailboxId = null, fromAddress = null } = named;
  const problems = findNamedSenderProblems(found, { mailboxId, fromAddress });
  if (smsSenderId) problems.push(...findSmsSenderProblems(found, smsSenderId));
  if (named.primaryUserId && !activeUserIds.has(named.primaryUserId)) {
    problems.push({ field: 'primaryUserId', message: 'is not an active user' });
  }
  for (const [index, memberId] of memberIds.entries()) {
    if (!activeUserIds.has(memberId))
      problems.push({ field: `memberIds[${index}]`, message: 'is not an active user' });
  }
  return problems;
}
