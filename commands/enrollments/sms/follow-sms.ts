import { SYSTEM } from '../../../contracts/actor.ts';
import type { SmsEventKind } from '../../../contracts/enrollments/kinds.ts';
import type { SmsInboundRow } from '../../../infra/db/enrollments/sms-inbound.ts';
import type { CommandDeps } from '../../deps.ts';
import { optNumberIn, optNumberOut } from '../../sending/opt-number.ts';
import { recordMessageEvent } from '../record-message-event.ts';

/**
 * Does what follows from an sms that came in, and marks it (M7, S16). To be repeated as often as wanted: every part of it
 * happens once. A word that opts out first of all suppresses the number, unless a later word has opted it in again, and the
 * other way round; a question for help is a reply, which a person reads.
 */
export async function followSms(deps: CommandDeps, row: SmsInboundRow): Promise<void> {
  const { id, kind, fromNumber: number } = row;
  const within = (tx: Parameters<typeof deps.store.smsAnswers.setDue>[0]) =>
    deps.store.smsAnswers.setDue(tx, id);
  const isOvertaken = (tx: Parameters<typeof deps.store.smsInbound.isOvertaken>[0]) =>
    deps.store.smsInbound.isOvertaken(tx, row);
  const wish = { number, within, isOvertaken };
  switch (kind) {
    case 'stop':
      await optNumberOut(deps, wish);
      await tellMessages(deps, row, 'opted_out');
      break;
    case 'start':
      await optNumberIn(deps, wish);
      break;
    case 'help':
    case 'reply':
      await tellMessages(deps, row, 'reply');
      break;
  }
  await deps.store.smsInbound.markProcessed(deps.db, id, await deps.now());
}

/** Tells the messages it answers, which decide about their enrollments as all others do (S15, S16). */
async function tellMessages(
  deps: CommandDeps,
  { id, fromNumber: number, smsSenderId, customerIds, receivedAt, createdAt: before }: SmsInboundRow,
  kind: 'reply' | Extract<SmsEventKind, 'opted_out'>,
): Promise<void> {
  const { store, db } = deps;
  const answered = await store.smsInbound.answeredBy(db, { number, smsSenderId, customerIds, before });
  for (const { messageId } of answered) {
    // Whoever opts out again has opted out of the same message; two replies are two.
    const eventKey = kind === 'opted_out' ? `opted_out/${messageId}` : `sms/${id}/${messageId}`;
    await recordMessageEvent(deps, SYSTEM, {
      messageId,
      n: 1,
      kind,
      source: 'gateway',
      eventKey,
      occurredAt: receivedAt.toISOString(),
    });
  }
}
