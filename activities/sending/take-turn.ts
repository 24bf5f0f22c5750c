import { DUE_TOLERANCE_MS } from '../../domain/time/due.ts';
import type { SendingMailbox } from '../../domain/sending/send-facts.ts';
import type { MailboxState } from '../../domain/sending/mailbox-state.ts';
import { takeSlot } from '../../domain/sending/send-slots.ts';
import type { RawTx } from '../../infra/db/raw-transaction.ts';
import type { ActivityDeps } from '../deps.ts';

/** A slot that a pause, an outage or a retry outlasted by more than this is lost: another is taken. */
const SLOT_LIFE_MS = 60_000;

/** Go ahead, or the time of its own at which a message may try. `slotAt`: the slot it has from now on. */
export type Turn =
  | { kind: 'go'; slotAt: number | null }
  | { kind: 'wait'; reason: 'mailbox_failing' | 'mailbox_limit'; until: number; slotAt: number | null };

/** Asks a mailbox whether one more message may leave now (M1, D2): its health, its interval, its cap. */
export async function takeTurn(
  deps: ActivityDeps,
  tx: RawTx,
  input: {
    mailbox: SendingMailbox;
    state: MailboxState | undefined;
    /** The slot it was given before. */
    slotAt: number | null;
    /** When a slot can be used: later, if the window is closed then. */
    opensAt: (slotAt: number) => number;
    now: number;
  },
): Promise<Turn> {
  const { mailbox, state, slotAt, now } = input;
  const { mailboxHealth: health, sendLimits } = deps.store;
  if (state?.status === 'failing' && state.probeAt !== null && state.probeAt > now + DUE_TOLERANCE_MS) {
    return { kind: 'wait', reason: 'mailbox_failing', until: state.probeAt, slotAt };
  }
  if (state?.status === 'failing' && !(await health.takeProbe(tx, mailbox.mailboxId, now))) {
    const probeAt = await health.readProbeAt(tx, mailbox.mailboxId);
    if (probeAt !== null) return { kind: 'wait', reason: 'mailbox_failing', until: probeAt, slotAt };
  }
  if (mailbox.dailyCap === null && mailbox.minIntervalSeconds === 0) return { kind: 'go', slotAt };
  if (slotAt !== null && Math.abs(now - slotAt) <= SLOT_LIFE_MS) return { kind: 'go', slotAt };
  const scope = `mailbox/${mailbox.mailboxId}`;
  for (;;) {
    const cursor = await sendLimits.lockLimit(tx, scope);
    const slot = takeSlot(cursor, mailbox, now);
    const opensAt = input.opensAt(slot.slotAt);
    // A slot in a closed window is given up before it is taken: tomorrow's cap is not spent on it.
    if (opensAt > slot.slotAt) return { kind: 'wait', reason: 'mailbox_limit', until: opensAt, slotAt };
    if (!(await sendLimits.saveLimit(tx, scope, slot.cursor, cursor === null))) continue;
    if (slot.slotAt <= now + DUE_TOLERANCE_MS) return { kind: 'go', slotAt: slot.slotAt };
    return { kind: 'wait', reason: 'mailbox_limit', until: slot.slotAt, slotAt: slot.slotAt };
  }
}
