import { SYSTEM } from '../../../contracts/actor.ts';
import { communicationChanges } from '../../../contracts/customers/changes.ts';
import type { SmsGatewayKind } from '../../../contracts/sending/kinds.ts';
import { gatewayNumber } from '../../../domain/customers/phone-number.ts';
import { readOptWord } from '../../../domain/sending/opt-out-words.ts';
import type { Tx } from '../../../infra/db/client.ts';
import type { NumberOwner } from '../../../infra/db/enrollments/sms-inbound.ts';
import type { InboundSms } from '../../../infra/sms/read-webhook.ts';
import type { CommandDeps } from '../../deps.ts';
import { recordChange } from '../../record-change.ts';
import { runCommand } from '../../run-command.ts';
import { optNumberIn, optNumberOut } from '../../sending/opt-number.ts';
import { followSms } from './follow-sms.ts';

/**
 * What became of an sms that came in. `unknown_sender`: it came to a number that is none of ours; `unknown`: nobody we know
 * has sent it, so it is not kept; `known`: it was told before.
 */
export type Received = 'taken' | 'known' | 'unknown' | 'unknown_sender';

/** English is understood by every sender, whatever its languages. */
const ALWAYS = 'en';

/**
 * Takes up an sms that came in (M7): once, in the thread of every customer who has its number (C3), and with what follows
 * from it. What a crash kept from following does when the gateway tells it again, or with the next pass of the reconciler.
 *
 * A word that opts out, or in again, is honoured also for a number that nobody has: a file may bring it tomorrow.
 *
 * @param confirms whether we confirm words ourselves; a gateway may do it in our place
 */
export async function receiveSms(
  deps: CommandDeps,
  gateway: SmsGatewayKind,
  { sms, confirms }: { sms: InboundSms; confirms: boolean },
): Promise<Received> {
  const { db, store } = deps;
  const sender = await store.smsInbound.senderOf(db, gatewayNumber(sms.to));
  if (!sender) return 'unknown_sender';
  const { gatewayId, text } = sms;
  const number = gatewayNumber(sms.from);
  const kind = sms.word ?? readOptWord(text, [...sender.languages, ALWAYS]) ?? 'reply';
  const owners = number === '' ? [] : await store.smsInbound.ownersOf(db, number);
  if (owners.length === 0) {
    const ofNobody = { number, within: nothing, isOvertaken: notOvertaken };
    if (kind === 'stop' && number !== '') await optNumberOut(deps, ofNobody);
    if (kind === 'start' && number !== '') await optNumberIn(deps, ofNobody);
    return 'unknown';
  }
  const id = deps.newId('smsInbound');
  const { smsSenderId } = sender;
  const isNew = await runCommand(deps, SYSTEM, async (tx, now) => {
    const at = Math.min(sms.at ?? now, now);
    const kept = await store.smsInbound.insert(tx, {
      id,
      gateway,
      gatewayId,
      smsSenderId,
      fromNumber: number,
      kind,
      customerIds: owners.map(({ customerId }) => customerId),
      receivedAt: new Date(at),
      createdAt: new Date(now),
      answer: confirms ? null : 'by_gateway',
    });
    if (kept) await writeThreads(deps, tx, { id, owners, number, smsSenderId, text, at, now });
    return kept;
  });
  const row = await store.smsInbound.findByGateway(db, { gateway, gatewayId });
  if (row?.processedAt === null) await followSms(deps, row);
  return isNew ? 'taken' : 'known';
}

const nothing = (): Promise<void> => Promise.resolve();
const notOvertaken = (): Promise<boolean> => Promise.resolve(false);

/** Writes it into the thread of each customer, beside the message it answers. */
async function writeThreads(
  deps: CommandDeps,
  tx: Tx,
  {
    id,
    owners,
    number,
    smsSenderId,
    text,
    at,
    now,
  }: {
    id: string;
    owners: readonly NumberOwner[];
    number: string;
    smsSenderId: string;
    text: string;
    at: number;
    now: number;
  },
): Promise<void> {
  const customerIds = owners.map(({ customerId }) => customerId);
  const which = { number, smsSenderId, customerIds, before: new Date(now) };
  const answered = await deps.store.smsInbound.answeredBy(tx, which);
  const entries = owners.map(({ customerId, contactId }) => {
    const newest = answered.find((each) => each.isNewest && each.customerId === customerId);
    return {
      id: deps.newId('communication'),
      customerId,
      contactId,
      kind: 'sms' as const,
      direction: 'inbound' as const,
      content: text,
      messageId: newest?.messageId ?? null,
      enrollmentId: newest?.enrollmentId ?? null,
      occurredAt: at,
      data: { smsInboundId: id },
      now,
    };
  });
  await deps.store.communications.insertAll(tx, entries);
  for (const { id: entityId, customerId, kind, direction } of entries) {
    const data = { kind, direction };
    await recordChange(deps, tx, communicationChanges.received, {
      actor: SYSTEM,
      now,
      entityId,
      customerId,
      data,
    });
  }
}
