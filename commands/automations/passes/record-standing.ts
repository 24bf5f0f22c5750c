import type { Actor } from '../../../contracts/actor.ts';
import type { RecordReason } from '../../../contracts/automations/kinds.ts';
import type { StoredAutomation } from '../../../domain/automations/definition.ts';
import { isOfOwner } from '../../../domain/automations/rights.ts';
import type { OpenRecord, RecordStanding } from '../../../infra/db/automations/pass-work.ts';
import type { Tx } from '../../../infra/db/client.ts';
import type { CommandDeps } from '../../deps.ts';
import type { Moment } from '../membership/moment.ts';
import type { PassParts } from './parts.ts';

/** One customer of a pass, and who acts on them. */
export interface RecordWork {
  automation: StoredAutomation;
  passId: string;
  actor: Actor;
  record: OpenRecord;
  parts: PassParts;
  /** The day of the organisation that the pass asks for. */
  moment: Moment;
}

/**
 * How a customer of a pass stands before the next action: `over`, whoever ended it; `stopped`: nothing more is begun; else
 * why they are left out, null where they are not. What was true when the pass was filled is asked again.
 */
export async function standingOf(
  deps: CommandDeps,
  tx: Tx,
  { work, now }: { work: RecordWork; now: number },
): Promise<'over' | 'stopped' | { leftOut: RecordReason | null }> {
  const { passId, actor, record } = work;
  const { customerId } = record;
  const standing = await deps.store.passWork.look(tx, actor, { passId, customerId, now });
  if (!standing) return 'over';
  // Whoever it runs for may not do it any more: that holds for who is in hand too (A1).
  if (isOfOwner(standing.pauseReason)) return 'stopped';
  if (!standing.isTaken && !mayTake(standing, now)) return 'stopped';
  return { leftOut: leftOutBecause(standing) ?? (await leftMeanwhile(deps, tx, { work, standing, now })) };
}

/** Looks at one who is not begun with the rules of this moment: who has paid since the pass was filled is not acted on. */
async function leftMeanwhile(
  deps: CommandDeps,
  tx: Tx,
  { work, standing, now }: { work: RecordWork; standing: RecordStanding; now: number },
): Promise<RecordReason | null> {
  if (standing.isTaken) return null;
  const { automation, record, moment } = work;
  const asked = { ...moment, now, customerIds: [record.customerId] };
  const [fits] = await deps.store.audiences.findMembers(tx, automation.audience, asked);
  return fits === undefined ? 'left_audience' : null;
}

/** A pass at work of an automation that runs; also of one that is completed, where what failed is tried again. */
function mayTake(standing: RecordStanding, now: number): boolean {
  const { automationStatus, isSwitchedOff, endsAt, passStatus, isRetried } = standing;
  if (passStatus !== 'running' || isSwitchedOff) return false;
  if (automationStatus === 'completed') return isRetried;
  return automationStatus === 'running' && (isRetried || endsAt === null || endsAt > now);
}

function leftOutBecause({ isThere, isVisible, isTaken, isMember }: RecordStanding): RecordReason | null {
  if (!isThere) return 'customer_gone';
  if (!isVisible) return 'hidden';
  return isTaken || isMember ? null : 'left_audience';
}
