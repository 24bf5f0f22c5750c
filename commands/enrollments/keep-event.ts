import type { Actor } from '../../contracts/actor.ts';
import type { MailEventInput } from '../../contracts/enrollments/enrollments.ts';
import type { MessageEventSource, ReportedEventKind } from '../../contracts/enrollments/kinds.ts';
import { messageChanges } from '../../contracts/sending/changes.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { afterCommit, runCommand } from '../run-command.ts';
import { wakeEnrollments } from '../wakes.ts';
import { holdCustomerWhileAway, holdOthers } from './hold-by-event.ts';
import { keptOf } from './kept-words.ts';
import { isHit, TITLES } from './mail-event-traits.ts';

/** An event that is no enrollment's. */
export type KeptEvent = Pick<MailEventInput, 'detail' | 'occurredAt' | 'until'> & {
  kind: ReportedEventKind;
  source: MessageEventSource;
  eventKey?: string;
  customerId: string;
  /** Null: somebody wrote, and answered nothing of ours. */
  messageId: string | null;
  n: number;
  address: string | null;
  /** Of the message. */
  subject: string;
  isGuess?: boolean;
};

/**
 * Keeps an event of a touchpoint, a recommended action or an automation's message, or of no message: it counts, stands in
 * the customer's thread, and a reply, or somebody who is away, makes what would be said to the customer wait (I4).
 *
 * @returns false: it was told before
 */
export async function keepEvent(deps: CommandDeps, actor: Actor, event: KeptEvent): Promise<boolean> {
  const { store } = deps;
  const { kind, source, eventKey, customerId, messageId, n, address, detail, isGuess = false } = event;
  let toWake: string[] = [];
  const isNew = await runCommand(deps, actor, async (tx, now) => {
    const at = event.occurredAt === undefined ? now : Date.parse(event.occurredAt);
    const isStored = await store.messageEvents.insert(tx, {
      id: deps.newId('messageEvent'),
      ...(eventKey !== undefined && { eventKey }),
      kind,
      source,
      enrollmentId: null,
      customerId,
      messageId,
      n,
      stepExecutionId: null,
      ...(await keptOf(deps, tx, { address, detail })),
      ...(isHit(kind) && { verdict: 'human' as const }),
      isGuess,
      occurredAt: at,
      now,
      createdById: actor.userId,
    });
    if (!isStored) return false;
    if (messageId !== null) await tellOf(deps, tx, actor, { ...event, messageId, at, now });
    toWake = await hold(deps, tx, actor, { ...event, now });
    return true;
  });
  await afterCommit(deps, () => wakeEnrollments(deps, toWake));
  return isNew;
}

/** What of the customer waits because of it. @returns the enrollments to wake after the commit */
function hold(
  deps: CommandDeps,
  tx: Tx,
  actor: Actor,
  { kind, n, customerId, until, now }: KeptEvent & { now: number },
): Promise<string[]> {
  if (kind === 'reply') return holdOthers(deps, tx, actor, { customerId, exceptEnrollmentId: null, now });
  // What becomes of a copy concerns nobody else (M5).
  if (kind === 'auto_reply' && n === 1)
    return holdCustomerWhileAway(deps, tx, actor, { customerId, now, until });
  return Promise.resolve([]);
}

/** Writes it into the feed, and into the thread of the customer unless it concerns a copy that was opened or followed. */
async function tellOf(
  deps: CommandDeps,
  tx: Tx,
  actor: Actor,
  {
    kind,
    n,
    messageId,
    customerId,
    subject,
    at,
    now,
  }: KeptEvent & { messageId: string; at: number; now: number },
): Promise<void> {
  const about = { entityId: messageId, customerId, data: { kind, n } };
  if (isHit(kind)) {
    const hit = { n, at: new Date(at).toISOString() };
    await recordChange(deps, tx, messageChanges[kind], { actor, now, ...about, data: hit });
    if (n > 1) return;
  } else await recordChange(deps, tx, messageChanges.eventRecorded, { actor, now, ...about });
  await deps.store.communications.insertAll(tx, [
    {
      id: deps.newId('communication'),
      customerId,
      kind: 'activity',
      direction: 'internal',
      subject: subject === '' ? TITLES[kind] : `${TITLES[kind]}: ${subject}`,
      authorId: actor.userId,
      messageId,
      occurredAt: at,
      data: { event: `${kind}_recorded` },
      now,
    },
  ]);
}
