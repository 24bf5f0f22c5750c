import { SYSTEM } from '../../contracts/actor.ts';
import { takeSlot, type SlotCursor, type SlotRules } from '../../domain/sending/send-slots.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';
import { wakeNobody, type DealtMessage, type Wake, type WaitingMessage } from '../release-waiting.ts';
import { runCommand } from '../run-command.ts';

/**
 * Lets everything try that waited for a mailbox which works again (D2): in the order in which it was due, what a person
 * asked for first, and no more than its cap and interval let go, so that who waited longest leaves first. Whoever is
 * missed tries by itself, within minutes.
 */
export async function releaseMailbox(deps: CommandDeps, mailboxId: string): Promise<void> {
  let wakes: readonly Wake[] = [wakeNobody];
  await runCommand(deps, SYSTEM, async (tx, now) => {
    const mailbox = await deps.store.mailboxes.find(tx, SYSTEM, mailboxId);
    if (mailbox?.status !== 'working') return;
    const lists: WaitingMessage[][] = [];
    for (const waiter of deps.hooks.waiters) lists.push(await waiter.list(deps, tx, mailboxId));
    const waiting = lists.flatMap((rows, source) => rows.map((row) => ({ ...row, source }))).sort(byTurn);
    const slots = await dealSlots(deps, tx, { mailboxId, rules: mailbox, waiting, now });
    const dealt = waiting.map(({ id, source }, index) => {
      const slotAt = slots?.[index] ?? null;
      return { source, row: { id, at: Math.max(slotAt ?? now, now), slotAt } };
    });
    const made: Wake[] = [];
    for (const [source, waiter] of deps.hooks.waiters.entries()) {
      const own: DealtMessage[] = dealt.filter((each) => each.source === source).map(({ row }) => row);
      if (own.length > 0) made.push(await waiter.deal(deps, tx, { dealt: own, now }));
    }
    wakes = made;
  });
  for (const wake of wakes) await wake();
}

/** Whoever is listed first goes first where both were due at once. */
function byTurn(a: WaitingMessage, b: WaitingMessage): number {
  if (a.isFirst !== b.isFirst) return a.isFirst ? -1 : 1;
  return a.dueAt - b.dueAt;
}

/** A slot for each, in turn; null: the mailbox hands out none. */
async function dealSlots(
  { store }: CommandDeps,
  tx: Tx,
  {
    mailboxId,
    rules,
    waiting,
    now,
  }: { mailboxId: string; rules: SlotRules; waiting: readonly WaitingMessage[]; now: number },
): Promise<number[] | null> {
  if (waiting.length === 0 || (rules.dailyCap === null && rules.minIntervalSeconds === 0)) return null;
  const scope = `mailbox/${mailboxId}`;
  const before = await store.sendLimits.lockLimit(tx, scope);
  let cursor: SlotCursor | null = before;
  const slots = waiting.map(({ copies }) => {
    const taken = takeSlot(cursor, rules, { copies, now });
    cursor = taken.cursor;
    return taken.slotAt;
  });
  // Where somebody sent for the first time meanwhile, everybody asks by itself.
  return (await store.sendLimits.saveLimit(tx, scope, cursor!, before === null)) ? slots : null;
}
