import { SYSTEM } from '../../contracts/actor.ts';
import { mailboxLimits, type MailboxLimits } from '../../domain/sending/limits-of.ts';
import { placesInTurn } from '../../domain/sending/places-in-turn.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { SourceRef } from '../../infra/db/sending/ledger.ts';
import type { CommandDeps } from '../deps.ts';
import { wakeNobody, type DealtMessage, type Wake, type WaitingMessage } from '../release-waiting.ts';
import { runCommand } from '../run-command.ts';
import { attempt } from '../wakes.ts';
import { clearLines } from './call-waiting.ts';

/**
 * Lets everything try that waited for a mailbox which works again (D2): in the order in which it was due, what a person
 * asked for first, and no more than its cap and interval let go, so that who waited longest leaves first. Whoever is
 * missed tries by itself, within minutes.
 */
export async function releaseMailbox(deps: CommandDeps, mailboxId: string): Promise<void> {
  let wakes: readonly Wake[] = [wakeNobody];
  await attempt(clearLines(deps));
  await runCommand(deps, SYSTEM, async (tx, now) => {
    const mailbox = await senderOf(deps, tx, mailboxId);
    if (mailbox?.status !== 'working') return;
    const lists: WaitingMessage[][] = [];
    for (const waiter of deps.hooks.waiters) lists.push(await waiter.list(deps, tx, mailboxId));
    const waiting = lists
      .flatMap((rows, index) => {
        const { kind } = deps.hooks.waiters[index]!;
        return rows.map((row) => ({ ...row, source: { kind, id: row.id } }));
      })
      .sort(byTurn);
    const slots = await dealPlaces(deps, tx, { mailbox: { ...mailbox, mailboxId }, waiting, now });
    const dealt = waiting.map(({ id, source }, index) => {
      const slotAt = slots?.[index] ?? null;
      return { source, row: { id, at: Math.max(slotAt ?? now, now), slotAt } };
    });
    const made: Wake[] = [];
    for (const waiter of deps.hooks.waiters) {
      const own: DealtMessage[] = dealt
        .filter(({ source }) => source.kind === waiter.kind)
        .map(({ row }) => row);
      if (own.length > 0) made.push(await waiter.deal(deps, tx, { dealt: own, now }));
    }
    wakes = made;
  });
  for (const wake of wakes) await wake();
}

/** A mailbox with what it allows, or a number that sms leave from. */
async function senderOf({ store }: CommandDeps, tx: Tx, id: string) {
  const mailbox = await store.mailboxes.find(tx, SYSTEM, id);
  if (mailbox) return mailbox;
  const number = await store.smsSenders.find(tx, SYSTEM, id);
  return number && { ...number, minIntervalSeconds: 0 };
}

/** Whoever is listed first goes first where both were due at once. */
function byTurn(a: WaitingMessage, b: WaitingMessage): number {
  if (a.isFirst !== b.isFirst) return a.isFirst ? -1 : 1;
  return a.dueAt - b.dueAt;
}

type Lined = WaitingMessage & { source: SourceRef };

/** A place in line for each, in turn, which it has when it comes; null: the mailbox has no limits. */
async function dealPlaces(
  { store }: CommandDeps,
  tx: Tx,
  { mailbox, waiting, now }: { mailbox: MailboxLimits; waiting: readonly Lined[]; now: number },
): Promise<number[] | null> {
  const limits = mailboxLimits(mailbox, 1);
  if (waiting.length === 0 || limits.length === 0) return null;
  const { sendLimits, sendLines, limitHistory } = store;
  const made = await sendLimits.make(
    tx,
    limits.map(({ scope }) => scope),
  );
  for (const limit of limits) if (made.includes(limit.scope)) await limitHistory.recount(tx, limit, now);
  const buckets = await sendLines.readBuckets(tx, limits, { now, isPresent: false });
  const line = placesInTurn(waiting, { mailbox, buckets, now });
  await sendLimits.change(tx, line.changes);
  await sendLines.insertTickets(tx, line.tickets, now);
  return line.slots;
}
