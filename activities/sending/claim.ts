import { Context } from '@temporalio/activity';
import { callWaiting } from '../../commands/sending/call-waiting.ts';
import { attempt } from '../../commands/wakes.ts';
import { KEEPING_A_PLACE } from '../../contracts/sending/kinds.ts';
import { numberRecipients } from '../../domain/sending/number-recipients.ts';
import { trackedMailOf } from '../../domain/sending/tracked-links.ts';
import { aliasOf, owedThen, type SendingMailbox } from '../../domain/sending/send-facts.ts';
import { VANISHED } from '../../domain/sending/vanished.ts';
import type { Gate } from '../../infra/db/locks.ts';
import type { Taken } from '../../infra/db/sending/send-limits.ts';
import type { ActivityDeps } from '../deps.ts';
import type { Composed, MessageIds, Opened, SendChange, SendSource, SendTx } from './send-source.ts';
import { outgoingRecipients } from './outgoing-recipients.ts';
import { takePlace } from './take-place.ts';
import type { Claimed } from './transport.ts';

/** A language model writes one message anew so often while its facts keep moving. */
const MAX_WRITINGS = 3;

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
    const instead = async (change: SendChange): Promise<Claim<Row, Next>> => {
      if (hasPlaces && !keepsPlace(change))
        freed = await deps.store.leavingLines.leave(tx, {
          kind: source.ref.kind,
          ids: [source.ref.id],
          ends: ends(change),
        });
      return { kind: 'not_now', next: await source.show(tx, row, change, now) };
    };
    const vanished =
      opened.kind === 'vanished'
        ? opened.token
        : opened.facts.message?.status === 'handed_over'
          ? opened.facts.message.token
          : null;
    if (opened.kind === 'vanished' || vanished !== null) {
      // Only a person, or the owner's late result, can settle it (D1).
      await deps.store.ledger.markUncertain(tx, { source: source.ref, token: vanished!, now });
      return instead({ to: 'uncertain', code: 'uncertain', detail: VANISHED });
    }
    const { facts } = opened;
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
        const { mailbox } = facts;
        if (mailbox === null) throw new Error('a message without a mailbox');
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
          runId: made.belongs.runId,
          mailbox,
          state: opened.mailbox,
          slotAt: opened.slotAt,
          opensAt: (at, reason) => source.opensAt(opened, { at, reason }),
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
  mailbox: SendingMailbox;
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
  const { subject, language, html, text, contactId, approvedById, leftOut } = message;
  const { mailboxId } = mailbox;
  const { customerId } = facts.customer;
  const token = deps.newId('claim');
  const headerId = facts.message?.headerId ?? deps.links.headerId(messageId, mailbox.fromAddress);
  const recipients = numberRecipients(message.recipients, facts.message?.recipients ?? []);
  const { invoices } = facts;
  const { unsubscribeUrl } = ids;
  const tracking = trackedMailOf({ tracking: made.tracking, words: message, unsubscribeUrl, invoices });
  const writes = Promise.all([
    deps.store.ledger.claim(tx, {
      messageId,
      source: source.ref,
      channel,
      belongs,
      gates: gatesOf(source, row, mailboxId),
      customerId,
      contactId,
      mailboxId,
      fromAddress: aliasOf(mailbox),
      token,
      arVersion: facts.customer.arVersion,
      headerId,
      subject,
      language,
      html,
      text,
      threadId: thread.id,
      references: thread.references,
      facts: { ...made.facts, owed: owedThen(facts) },
      tracking,
      approvedById,
      recipients,
      leftOut,
      taken,
      now,
    }),
    source.show(tx, row, { to: 'sending', messageId, slotAt: null }, now),
  ]);
  await (tx.$commitAfter ? tx.$commitAfter(writes) : writes);
  const out = {
    messageId,
    headerId,
    mailbox,
    recipients: outgoingRecipients(deps.links, { messageId, tracking }, recipients),
    subject,
    html,
    text,
    inReplyTo: thread.references.at(-1) ?? null,
    references: thread.references,
    date: now,
  };
  return { channel, token, out, customerId, contactId, invoiceIds, hasPlaces: taken !== null };
}

/** Everything that has to be open while a fence is passed, in the order of their locks. */
export function gatesOf<Tx extends SendTx, Row, Next, Text>(
  source: SendSource<Tx, Row, Next, Text>,
  row: Row,
  mailboxId: string,
): Gate[] {
  return [{ kind: 'switch' }, ...source.gatesOf(row), { kind: 'mailbox', id: mailboxId }];
}
