import { Context } from '@temporalio/activity';
import { SYSTEM } from '../../contracts/actor.ts';
import { openReceiving } from '../../commands/inbox/open-receiving.ts';
import { chooseFolders, type ChosenFolder } from '../../domain/inbox/choose-folders.ts';
import { followAgainAfter } from '../../domain/inbox/following.ts';
import type { FollowedMailbox } from '../../infra/db/inbox/followed-mailboxes.ts';
import { ImapFailure } from '../../domain/inbox/imap-failure.ts';
import type { ActivityDeps } from '../deps.ts';
import { giveBackIfStopping, unlessStopping } from '../stopping.ts';
import { whileBeating } from '../while-beating.ts';
import type { Following } from './following.ts';
import { readFolder } from './read-folder.ts';

/** How often it says that it is alive: a mailbox is quiet most of the time, and there are many. */
const BEAT_MS = 10_000;
/** One activity; the next one goes on. It leaves Temporal Web readable, and gives a place to other mailboxes. */
const RUN_MS = 10 * 60_000;
/** Between two rounds over all folders, where the server does not call sooner. */
const ROUND_MS = 45_000;
/** A server that calls all the time is not asked all the time. */
const LEAST_ROUND_MS = 500;
/** Folders appear and go; so often they are listed anew. */
const LIST_MS = 5 * 60_000;
/** A longer wait is the workflow's, on a durable timer. */
const SHORT_WAIT_MS = 60_000;

/** Which mailbox. */
export interface FollowInput {
  mailboxId: string;
}

/** What comes next. `wait`: its server fails, or a person has to sign it in, and it is looked at again then (epoch milliseconds). */
export type FollowDirective =
  | { kind: 'more' }
  | { kind: 'ended' }
  | { kind: 'wait'; until: number; reason: 'login' | 'sign_in' | 'connection' };

/**
 * Follows a mailbox (I1) for ten minutes: reads its folders from their cursors, waits for news, reads again. What fails is
 * tried again after a growing distance, and the mailbox says so in the server's words.
 */
export function createFollowMailbox(deps: ActivityDeps) {
  return async function followMailbox({ mailboxId }: FollowInput): Promise<FollowDirective> {
    const { cancellationSignal, cancelled } = Context.current();
    try {
      return await whileBeating({ heartbeatMs: BEAT_MS }, () => follow(deps, mailboxId));
    } catch (error) {
      // A connection that was closed for one of these reasons says nothing else.
      if (cancellationSignal.aborted) await cancelled;
      giveBackIfStopping(deps);
      throw error;
    }
  };
}

async function follow(deps: ActivityDeps, mailboxId: string): Promise<FollowDirective> {
  const context = Context.current();
  const run = AbortSignal.timeout(RUN_MS);
  const isOver = (): boolean => run.aborted;
  while (!isOver()) {
    giveBackIfStopping(deps);
    const mailbox = await deps.store.followedMailboxes.find(deps.db, SYSTEM, mailboxId);
    if (mailbox === null) return { kind: 'ended' };
    const failure = await followOver(deps, mailbox, isOver);
    if (failure === null) continue;
    const waitMs = await noteFailure(deps, mailboxId, failure);
    const reason = failure.kind === 'answer' ? 'connection' : failure.kind;
    if (waitMs > SHORT_WAIT_MS) return { kind: 'wait', until: (await deps.now()) + waitMs, reason };
    await unlessStopping(deps, () => context.sleep(waitMs));
  }
  return { kind: 'more' };
}

/** Follows over one connection. Null: it was given up in peace. */
async function followOver(
  deps: ActivityDeps,
  mailbox: FollowedMailbox,
  isOver: () => boolean,
): Promise<ImapFailure | null> {
  const closing = whenEither(Context.current().cancellationSignal, deps.stopping);
  try {
    const session = await openReceiving(deps, mailbox, closing);
    try {
      const followedSince = mailbox.followedSince ?? (await deps.now());
      await deps.store.followedMailboxes.begin(deps.db, mailbox.id, followedSince);
      const ahead = { lookedAt: followedSince, upTo: new Map() };
      await goRound({ deps, mailbox, followedSince, session, folders: [], ahead, isOver });
      return null;
    } finally {
      await session.close();
    }
  } catch (error) {
    if (error instanceof ImapFailure) return error;
    throw error;
  } finally {
    closing.forget();
    if (deps.stopping.aborted) await deps.store.mailFolders.giveBack(deps.db, mailbox.id);
  }
}

/** Aborts with either of them. Node 20 may forget the signals that `AbortSignal.any` makes, and whoever waits for them. */
function whenEither(...signals: readonly AbortSignal[]): { signal: AbortSignal; forget(): void } {
  const either = new AbortController();
  const abort = (): void => either.abort();
  for (const signal of signals) {
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
  }
  const forget = (): void => {
    for (const signal of signals) signal.removeEventListener('abort', abort);
  };
  return { signal: either.signal, forget };
}

/** Rounds over all folders, until the activity is over. */
async function goRound(following: Following): Promise<void> {
  const { deps, mailbox, session, ahead, isOver } = following;
  let folders: ChosenFolder[] = [];
  let listAt = 0;
  while (!isOver() && (await deps.store.followedMailboxes.isUnchanged(deps.db, mailbox))) {
    const least = AbortSignal.timeout(LEAST_ROUND_MS);
    const lookedAt = await deps.now();
    if (lookedAt >= listAt) {
      folders = chooseFolders(await session.listFolders(), mailbox);
      listAt = lookedAt + LIST_MS;
    }
    ahead.lookedAt = lookedAt;
    const read: string[] = [];
    for (const folder of folders) {
      const state = await readFolder({ ...following, folders }, folder);
      if (state === 'unread' || state === 'changed') return;
      if (state === 'read') read.push(folder.path);
      else if (folder === folders.at(-1)) throw new ImapFailure('answer', 'The server has no folder INBOX.');
    }
    await deps.store.mailFolders.noteRead(deps.db, { mailboxId: mailbox.id, paths: read, now: lookedAt });
    await deps.store.followedMailboxes.noteLooked(deps.db, mailbox.id, lookedAt);
    await session.awaitNews(ROUND_MS);
    if (!least.aborted) await unlessStopping(deps, () => Context.current().sleep(LEAST_ROUND_MS));
  }
}

/** Says at the mailbox what its server said. A single lost connection says nothing. @returns how long to leave it alone */
async function noteFailure(deps: ActivityDeps, mailboxId: string, failure: ImapFailure): Promise<number> {
  const { kind, words } = failure;
  const now = await deps.now();
  const { failures: before } = (await deps.store.followedMailboxes.find(deps.db, SYSTEM, mailboxId)) ?? {
    failures: 0,
  };
  const isTold = kind !== 'connection' || before > 0;
  const status = kind === 'sign_in' ? 'reconnect' : isTold ? 'failing' : null;
  const failures = await deps.store.followedMailboxes.noteFailed(deps.db, {
    mailboxId,
    status,
    reason: words,
    now,
  });
  return followAgainAfter(failures, kind);
}
