import type { HandOverResult } from '../../infra/mail/hand-over-result.ts';
import type { ActivityDeps } from '../deps.ts';
import { noteMailbox, outcomeOf, type Ending } from './hand-over-outcome.ts';
import { suppressRefused } from './suppress-refused.ts';
import type { SendChange, SendSource, SendTx } from './send-source.ts';
import type { Claimed } from './transport.ts';

/** What comes next, and whether the outcome was this token's to tell. */
export interface Settled<Next> {
  next: Next;
  isOwner: boolean;
}

/**
 * The last transaction of a send: what the server said of the main copy goes into the ledger, and the row of the source
 * ends, waits, or asks for a person. A message that another token owns is left alone.
 */
export async function settle<Tx extends SendTx, Row, Next, Text>(
  deps: ActivityDeps,
  source: SendSource<Tx, Row, Next, Text>,
  claimed: Claimed,
  result: HandOverResult,
): Promise<Settled<Next>> {
  const now = await deps.now();
  const { token, out } = claimed;
  const { messageId } = out;
  const { mailboxId } = out.mailbox;
  // Before its outcome: whoever takes the message up after a crash knows it already.
  if (result.kind === 'address') await suppressRefused(deps, out.recipients[0]!.address);
  const { next, row } = await source.run(async (tx) => {
    const locked = await source.lock(tx, now);
    if (locked.kind === 'done') return { next: locked.next, row: null };
    const { ledger, ending } = outcomeOf(result, { triedSince: locked.triedSince, now });
    if (!(await deps.store.ledger.settle(tx, { ...ledger, messageId, token, now })))
      return { next: await source.show(tx, locked.row, { to: 'lost' }, now), row: null };
    const mailbox = locked.mailboxes
      ? locked.mailboxes.find((each) => each.mailboxId === mailboxId)
      : await deps.store.sendHolds.readMailboxState(tx, mailboxId);
    await noteMailbox(deps, tx, { mail: out, result, isFailing: mailbox?.status === 'failing', now });
    const change = await changeOf(deps, tx, { ending, claimed });
    return { next: await source.show(tx, locked.row, change, now), row: locked.row };
  });
  if (row === null) return { next, isOwner: false };
  await source.afterSettled?.(row);
  return { next, isOwner: true };
}

/** What an outcome means for the row of the source. */
async function changeOf(
  deps: ActivityDeps,
  tx: SendTx,
  { ending, claimed }: { ending: Ending; claimed: Claimed },
): Promise<SendChange> {
  switch (ending.kind) {
    case 'sent':
      return { to: 'sent', claimed };
    case 'failed':
      return { to: 'failed', code: ending.code, detail: ending.detail };
    case 'uncertain':
      return { to: 'uncertain', code: 'uncertain', detail: ending.detail };
    case 'retrying':
      return { to: 'waiting', reason: 'retrying', until: ending.until };
    case 'mailbox_failing': {
      const until = await deps.store.mailboxHealth.readProbeAt(tx, claimed.out.mailbox.mailboxId);
      return { to: 'waiting', reason: 'mailbox_failing', until };
    }
    case 'untried':
      return { to: 'untried' };
  }
}
