import { Context } from '@temporalio/activity';
import { callWaiting } from '../../commands/sending/call-waiting.ts';
import { attempt } from '../../commands/wakes.ts';
import { KEEPING_A_PLACE } from '../../contracts/sending/kinds.ts';
import { numberRecipients } from '../../domain/sending/number-recipients.ts';
import { trackedMailOf } from '../../domain/sending/tracked-links.ts';
import { aliasOf, owedThen, type SendFacts, type Sender } from '../../domain/sending/send-facts.ts';
import { VANISHED } from '../../domain/sending/vanished.ts';
import type { Gate } from '../../infra/db/locks.ts';
import type { Taken } from '../../infra/db/sending/send-limits.ts';
import type { ActivityDeps } from '../deps.ts';
import { doubtOf } from './doubt.ts';
import type { Composed, MessageIds, Opened, SendChange, SendSource, SendTx } from './send-source.ts';
import { outgoingOf, senderIn } from './outgoing-of.ts';
import { takePlace } from './take-place.ts';
import type { Claimed } from './transport.ts';

/** A language model writes one message anew so often while its facts keep moving. */
const MAX_WRITINGS = 3;
/** What the stable id of an sms ends with, where that of a mail has the domain of its sender. */
const SMS_HEADER = 'sms';

/** A claim, or what happens instead. */
export type Claim<Row, Next> =
  { kind: 'claimed'; row: Row; claimed: Claimed } | { kind: 'not_now'; next: Next };

type Attempt<Row, Next, Text> = Claim<Row, Next> | { kind: 'unwritten'; text: Text };

/**
 * Claims the message of a source, and has a language model write its text first where it has none that fits (M4): the
 * text is kept, and the claim asks again whether its facts are still those.
 *
 * @throws CancelledFailure when the activity is cancelled while the model writes
 */
export async function claim<Tx extends SendTx, Row, Next, Text>(
  deps: ActivityDeps,
  source: SendSource<Tx, Row, Next, Text>,
): Promise<Claim<Row, Next>> {
  let unwritable: string | null = null;
  for (let writings = 0; ; writings++) {
    const made: Attempt<Row, Next, Text> = await tryOnce(deps, source, unwritable);
    if (made.kind !== 'unwritten') return made;
    if (!source.write) throw new Error('a source without a writer asks for a text');
    if (writings === MAX_WRITINGS) throw new Error('the facts of a message keep moving');
    unwritable = await Promise.race([source.write(made.text), Context.current().cancelled]);
  }
}

/**
 * The first transaction of a send, no I/O inside (D7): re-reads everything under the locks of customer and row, composes
 * from that, asks for a place and claims the ledger's row with a fresh token. Whatever speaks against it is written on the
 * row as what happens instead.
 */
async function tryOnce<Tx extends SendTx, Row, Next, Text>(
  deps: ActivityDeps,
  source: SendSource<Tx, Row, Next, Text>,
  unwritable: string | null,
): Promise<Attempt<Row, Next, Text>> {
  const now = await deps.now();
  let freed: string[] = [];
  const attempted = await source.run(async (tx): Promise<Attempt<Row, Next, Text>> => {
    const opened = await source.open(tx, now);
    if (opened.kind === 'done') return { kind: 'not_now', next: opened.next };
    const { row } = opened;
    const hasPlaces =
      opened.kind === 'open' && (opened.slotAt !== null || opened.facts.message?.hasPlaces === true);
    const show = async (change: SendChange): Promise<Claim<Row, Next>> => {
      if (hasPlaces && !keepsPlace(change))
        freed = await deps.store.leavingLines.leave(tx, {
          kind: source.ref.kind,
          ids: [source.ref.id],
          ends: ends(change),
        });
      return { kind: 'not_now', next: await source.show(tx, row, change, now) };
    };
    // Only a person, or the owner's late result, can settle it (D1).
    const doubted = async (token: string): Promise<Claim<Row, Next>> => {
      await deps.store.ledger.markUncertain(tx, { source: source.ref, token, now });
      return show({ to: 'uncertain', code: 'uncertain', detail: VANISHED });
    };
    if (opened.kind === 'vanished') return doubted(opened.token);
    const { facts } = opened;
    const doubt = doubtOf(deps, facts, now);
    if (doubt && !doubt.isRepeatable) return doubted(doubt.token);
    // What may have left is tried again as it was, or not at all.
    const instead = async (change: SendChange): Promise<Claim<Row, Next>> =>
      doubt ? doubted(doubt.token) : show(change);
    const messageId = facts.message?.messageId ?? opened.messageId ?? deps.newId('message');
    const ids = { messageId, unsubscribeUrl: deps.links.unsubscribeUrl(messageId) };
    const made = await source.compose(tx, opened, ids, now);
    switch (made.kind) {
      case 'done':
        return { kind: 'not_now', next: made.next };
      case 'instead':
        return instead(made.change);
      case 'unwritten':
        if (unwritable === null) return made;
        return instead({ to: 'failed', code: 'prompt', detail: unwritable });
      case 'composed': {
        const mailbox = senderIn(facts, made.channel);
        if (doubt && !isToTheSame(facts, made)) return doubted(doubt.token);
        const place = await takePlace(deps, tx, {
          source: source.ref,
          sourceId: source.ref.id,
          since: opened.since,
          isFirst: opened.isFirst,
          hours: opened.hours,
          sequence: opened.sequence ?? null,
          hasPlaces: facts.message?.hasPlaces ?? false,
          facts,
          recipients: made.message.recipients,
          channel: made.channel,
          runId: made.belongs.runId,
          mailbox,
          state: opened.mailbox,
          slotAt: opened.slotAt,
          opensAt: (at, reason) => source.opensAt(opened, { at, reason }),
          closedBy: source.closedBy?.(opened, now) ?? 'window',
          now,
        });
        if (place.kind === 'wait') {
          const { reason, until, slotAt } = place;
          const keeps = KEEPING_A_PLACE.includes(reason);
          return instead({ to: 'waiting', reason, until, slotAt: keeps ? slotAt : null });
        }
        const taking = { opened, made, ids, mailbox, taken: place.taken, now };
        return { kind: 'claimed', row, claimed: await take(deps, tx, source, taking) };
      }
    }
  });
  if (freed.length > 0) await attempt(callWaiting(deps, freed));
  return attempted;
}

/** Whether a message stays in the line in which it has a place (S14). */
function keepsPlace(change: SendChange): boolean {
  return change.to === 'waiting' && KEEPING_A_PLACE.includes(change.reason);
}

/** Whether it does not want to leave any more. */
function ends({ to }: SendChange): boolean {
  return to === 'skipped' || to === 'failed';
}

interface Taking<Row> {
  opened: Opened<Row>;
  made: Composed;
  ids: MessageIds;
  mailbox: Sender;
  taken: Taken | null;
  now: number;
}

/** Writes the claim and shows it on the row, in one turn. */
async function take<Tx extends SendTx, Row, Next, Text>(
  deps: ActivityDeps,
  tx: Tx,
  source: SendSource<Tx, Row, Next, Text>,
  { opened, made, ids, mailbox, taken, now }: Taking<Row>,
): Promise<Claimed> {
  const { row, facts } = opened;
  const { messageId } = ids;
  const { channel, message, thread, belongs, invoiceIds = [] } = made;
  const { subject, language, html, text, segments = null, contactId, approvedById, leftOut } = message;
  const { mailboxId } = mailbox;
  const customerId = made.isInternal ? null : facts.customer.customerId;
  const token = deps.newId('claim');
  const from = channel === 'sms' ? SMS_HEADER : (facts.mailbox?.fromAddress ?? '');
  const headerId = facts.message?.headerId ?? deps.links.headerId(messageId, from);
  const recipients = numberRecipients(message.recipients, facts.message?.recipients ?? []);
  const { invoices } = facts;
  const { unsubscribeUrl } = ids;
  const words = { html: html ?? '', text };
  const tracking =
    html === null ? null : trackedMailOf({ tracking: made.tracking, words, unsubscribeUrl, invoices });
  const shown = source.showing?.(row, now) ?? null;
  const writes = Promise.all([
    deps.store.ledger.claim(tx, {
      messageId,
      isFirst: facts.message === null,
      source: source.ref,
      channel,
      belongs,
      gates: gatesOf(source, row, mailboxId),
      customerId,
      contactId,
      mailboxId,
      fromAddress: facts.mailbox && aliasOf(facts.mailbox),
      token,
      arVersion: facts.customer.arVersion,
      headerId,
      subject,
      language,
      html,
      text,
      segments,
      threadId: thread.id,
      references: thread.references,
      facts: { ...made.facts, owed: owedThen(facts) },
      tracking,
      approvedById,
      recipients,
      leftOut,
      taken,
      shown,
      now,
    }),
    shown ? null : source.show(tx, row, { to: 'sending', messageId, slotAt: null }, now),
  ]);
  await (tx.$commitAfter ? tx.$commitAfter(writes) : writes);
  const leaving = outgoingOf(deps.links, { made, facts, messageId, headerId, recipients, tracking, now });
  return { ...leaving, token, customerId, contactId, invoiceIds, hasPlaces: taken !== null };
}

/** Whether a message goes to whom it went when it was handed over. */
function isToTheSame({ message }: SendFacts, { message: { recipients } }: Composed): boolean {
  const main = message?.recipients.find(({ n }) => n === 1);
  return main === undefined || main.address === recipients[0]?.address;
}

/** Everything that has to be open while a fence is passed, in the order of their locks. */
export function gatesOf<Tx extends SendTx, Row, Next, Text>(
  source: SendSource<Tx, Row, Next, Text>,
  row: Row,
  mailboxId: string,
): Gate[] {
  return [{ kind: 'switch' }, ...source.gatesOf(row), { kind: 'mailbox', id: mailboxId }];
}
