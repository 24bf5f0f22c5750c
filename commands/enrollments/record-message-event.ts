import type { Actor } from '../../contracts/actor.ts';
import type { MessageEventInput, MessageEventReply } from '../../contracts/enrollments/enrollments.ts';
import { HIT_KINDS, type HitKind, type MessageEventSource } from '../../contracts/enrollments/kinds.ts';
import { found, refuseInvalid } from '../../contracts/problems.ts';
import { messageChanges } from '../../contracts/sending/changes.ts';
import { addressKey } from '../../domain/customers/email-address.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { recordHit, type Hit } from './record-hit.ts';
import { runCommand } from '../run-command.ts';
import { keptOf } from './kept-words.ts';
import { IS_ANSWER, recordMailEvent, refusePast, TITLES, type Effect } from './record-mail-event.ts';
import { suppressByEvent, suppressIfSoft } from './suppress-by-event.ts';

/** An event about a message, by whom, and which copy where that is known. */
type MessageEvent = MessageEventInput & {
  messageId: string;
  source?: MessageEventSource;
  n?: number;
  /** What is the same for the same event, told again. */
  eventKey?: string;
};

/**
 * Takes up what a mail system or a person reports about a message, whatever its source (I4, D3): of a step it goes to its
 * enrollment; of a touchpoint or a recommended action the address is suppressed and the event kept. What concerns a copy
 * concerns nobody else (M5).
 *
 * @throws ProblemError `not_found` when absent or of a hidden customer
 * @throws ProblemError `validation` for an address that had no copy; as `recordMailEvent`
 */
export async function recordMessageEvent(
  deps: CommandDeps,
  actor: Actor,
  { messageId, n: named, kind, verdict, ...rest }: MessageEvent,
): Promise<MessageEventReply> {
  const { store, db } = deps;
  const which = { messageId, now: await deps.now() };
  const message = found(await store.messageViews.find(db, actor, which), 'message');
  const n = named ?? copyOf(message.copies, { kind, address: rest.address });
  const { enrollmentId, customerId } = message;
  if (isHit(kind)) {
    const hit = { messageId, n, kind, verdict: verdict ?? 'human', enrollmentId, customerId } as const;
    return recordHitOf(deps, actor, { ...hit, ...rest });
  }
  const event = { ...rest, kind };
  const address = event.address ?? message.copies.find((copy) => copy.n === n)?.address ?? null;
  if (enrollmentId !== null) {
    const told = { ...event, enrollmentId, messageId, n, ...(address !== null && { address }) };
    const { enrollment, effect } = await recordMailEvent(deps, actor, told);
    return { messageId, n, effect, enrollment };
  }
  refusePast(event, which.now);
  const reply = (effect: Effect): MessageEventReply => ({ messageId, n, effect, enrollment: null });
  const { source = 'api', eventKey, detail, occurredAt } = event;
  if (IS_ANSWER[kind] && event.address && (await store.messageEvents.isOurs(db, event.address)))
    return reply('ignored');
  await suppressByEvent(deps, actor, { kind, address });
  const isNew = await runCommand(deps, actor, async (tx, now) => {
    const at = occurredAt === undefined ? now : Date.parse(occurredAt);
    const isStored = await store.messageEvents.insert(tx, {
      id: deps.newId('messageEvent'),
      eventKey,
      kind,
      source,
      enrollmentId: null,
      customerId,
      messageId,
      n,
      stepExecutionId: null,
      ...(await keptOf(deps, tx, { address, detail })),
      occurredAt: at,
      now,
      createdById: actor.userId,
    });
    if (!isStored) return false;
    const about = { entityId: messageId, customerId, data: { kind, n } };
    await recordChange(deps, tx, messageChanges.eventRecorded, { actor, now, ...about });
    await store.communications.insertAll(tx, [
      {
        id: deps.newId('communication'),
        customerId,
        kind: 'activity',
        direction: 'internal',
        subject: `${TITLES[kind]}: ${message.subject}`,
        authorId: actor.userId,
        messageId,
        occurredAt: at,
        data: { event: `${kind}_recorded` },
        now,
      },
    ]);
    return true;
  });
  await suppressIfSoft(deps, actor, { kind, address });
  return reply(isNew ? 'recorded' : 'ignored');
}

/** Somebody, or something, opened it or followed a link in it: reported, it is judged (T2). */
async function recordHitOf(
  deps: CommandDeps,
  actor: Actor,
  { occurredAt, source = 'api', eventKey, ...hit }: HitAbout & Omit<MessageEvent, keyof HitAbout>,
): Promise<MessageEventReply> {
  const { messageId, n, kind, verdict, enrollmentId, customerId } = hit;
  const now = await deps.now();
  const owner = await deps.store.messageEvents.ownerOfMessage(deps.db, { messageId, n });
  const effect = await recordHit(deps, actor, {
    messageId,
    n,
    kind,
    verdict,
    enrollmentId,
    customerId,
    source,
    stepExecutionId: owner?.stepExecutionId ?? null,
    occurredAt: occurredAt === undefined ? now : Date.parse(occurredAt),
    judgedAt: now,
    ...(eventKey !== undefined && { eventKey }),
  });
  const read = { enrollmentId: enrollmentId ?? '', now };
  const enrollment =
    enrollmentId === null ? null : await deps.store.enrollmentViews.find(deps.db, actor, read);
  return { messageId, n, effect, enrollment };
}

type HitAbout = Pick<Hit, 'messageId' | 'n' | 'kind' | 'verdict' | 'enrollmentId' | 'customerId'>;

function isHit(kind: MessageEvent['kind']): kind is HitKind {
  return HIT_KINDS.some((hit) => hit === kind);
}

/** Whose copy it is about; an answer may come from anybody. */
function copyOf(
  copies: readonly { n: number; address: string }[],
  { kind, address }: Pick<MessageEventInput, 'kind' | 'address'>,
): number {
  if (address === undefined) return 1;
  const copy = copies.find((each) => addressKey(each.address) === addressKey(address));
  if (!copy && (isHit(kind) || !IS_ANSWER[kind]))
    refuseInvalid([{ field: 'address', message: 'is no recipient of this message' }]);
  return copy?.n ?? 1;
}
