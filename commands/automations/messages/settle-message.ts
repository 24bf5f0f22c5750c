import { SYSTEM } from '../../../contracts/actor.ts';
import type { AutomationSkipReason } from '../../../contracts/automations/kinds.ts';
import type { EffectStatus } from '../../../contracts/automations/kinds.ts';
import { isInternal, type StoredMessage } from '../../../domain/automations/message.ts';
import type { MessageSet } from '../../../infra/db/automations/automation-messages.ts';
import type { Tx } from '../../../infra/db/client.ts';
import type { CommandDeps } from '../../deps.ts';
import { logSent, type SentMessage } from '../../sending/log-sent.ts';

type Deps = Pick<CommandDeps, 'store' | 'newId'>;

/** How a message ended, for now or for good. */
export type MessageEnding =
  | { to: 'sent' }
  | { to: 'error' | 'uncertain'; code: string; detail: string }
  | { to: 'skipped' | 'cancelled'; reason: AutomationSkipReason; detail: string | null };

const OVER = { heldReason: null, heldUntil: null, wakeAt: null } as const;

/**
 * Ends a message and says so in its effect and its record, in the same transaction (A2): accepted is done, refused for good
 * has failed, and whatever the engine or a person decided against is skipped. One in doubt waits on (D1). Those that a
 * digest lists follow it by themselves.
 */
export async function endMessage(
  { store }: Pick<CommandDeps, 'store'>,
  tx: Tx,
  { id, effectId }: Pick<StoredMessage, 'id' | 'effectId'>,
  { ending, now }: { ending: MessageEnding; now: number },
): Promise<void> {
  await store.automationMessages.set(tx, { ids: [id], set: { ...OVER, ...setOf(ending) }, now });
  if (effectId !== null && ending.to !== 'uncertain')
    await store.settledEffects.settle(tx, [effectId], { ...outcomeOf(ending), now });
}

/** What of a row an ending changes. */
export function setOf(ending: MessageEnding): MessageSet {
  switch (ending.to) {
    case 'sent':
      return { sendStatus: 'sent', errorCode: null, errorDetail: null };
    case 'error':
    case 'uncertain':
      return { sendStatus: ending.to, errorCode: ending.code, errorDetail: ending.detail };
    case 'skipped':
    case 'cancelled':
      return { sendStatus: ending.to, skipReason: ending.reason, skipDetail: ending.detail };
  }
}

/** What it is for an effect. */
export function outcomeOf(ending: MessageEnding): {
  status: EffectStatus;
  reason: string | null;
  detail: string | null;
} {
  switch (ending.to) {
    case 'sent':
      return { status: 'done', reason: null, detail: null };
    case 'error':
      return { status: 'failed', reason: ending.code, detail: ending.detail };
    case 'uncertain':
      return { status: 'waiting', reason: ending.code, detail: ending.detail };
    case 'skipped':
    case 'cancelled':
      return { status: 'skipped', reason: ending.reason, detail: ending.detail };
  }
}

/** Ends a message that has left; what a customer got stands in its thread, and counts as contact (C3, C8). */
export async function endSentMessage(
  deps: Deps,
  tx: Tx,
  { message, sent, now }: { message: StoredMessage; sent: SentMessage; now: number },
): Promise<void> {
  await endMessage(deps, tx, message, { ending: { to: 'sent' }, now });
  const { id, automationId, passId, customerId, channel, askedById } = message;
  if (isInternal(message) || customerId === null) return;
  const data = { automationId, passId, automationMessageId: id };
  const authorId = askedById === SYSTEM.userId ? null : askedById;
  await logSent(deps, tx, { customerId, message: sent, channel, authorId, data, now });
}
