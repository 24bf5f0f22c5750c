import { SYSTEM } from '../../contracts/actor.ts';
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
  listId?: string | null;
}

/**
 * Mailboxes, sms senders and lists that are not there, lists that are archived, and users that are not active, each with its
 * field.
 */
export async function findUnknownNames(deps: CommandDeps, tx: Tx, named: Named): Promise<FieldProblem[]> {
  const { store } = deps;
  const unlisted = await findListProblems(deps, tx, named.listId ?? null);
  const memberIds = named.memberIds ?? [];
  const { smsSenderId } = named;
  const isAsked = named.mailboxId || named.fromAddress || smsSenderId || named.primaryUserId;
  if (!isAsked && memberIds.length === 0) return unlisted;
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
  return [...problems, ...unlisted];
}

/** Archived lists are put away: no sequence follows them (S17). */
async function findListProblems(
  { store }: CommandDeps,
  tx: Tx,
  listId: string | null,
): Promise<FieldProblem[]> {
  if (listId === null) return [];
  const list = await store.lists.find(tx, SYSTEM, listId);
  const message = !list ? 'is no list' : list.isArchived ? 'is archived' : null;
  return message === null ? [] : [{ field: 'listId', message }];
}
