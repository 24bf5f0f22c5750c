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
  /** What failed is tried again. */
  isRetry: boolean;
  /** The day of the organisation that the pass asks for. */
  moment: Moment;
}

/** The record was ended, or must not be begun any more: nothing of it is done. */
export class NotBegun extends Error {
  constructor(readonly next: 'over' | 'stopped') {
    super(next);
  }
}

/**
 * Why a customer is left out of a pass at the moment of an action: what was true when the pass was filled is asked again.
 * Null: the action may be applied.
 *
 * @throws NotBegun `over`: somebody else has ended the record; `stopped`: nobody of the pass may be begun as things are
 */
export async function whyLeftOut(
  deps: CommandDeps,
  tx: Tx,
  { work, now }: { work: RecordWork; now: number },
): Promise<RecordReason | null> {
  const { automation, passId, actor, record } = work;
  const { customerId } = record;
  const standing = await deps.store.passWork.look(tx, actor, { passId, customerId, now });
  if (!standing) throw new NotBegun('over');
  // Whoever it runs for may not do it any more: that holds for who is in hand too (A1).
  if (isOfOwner(standing.pauseReason)) throw new NotBegun('stopped');
  // Who is not begun is acted on as the automation is now, or not at all.
  const isEdited = standing.version !== automation.version;
  if (!standing.isTaken && (isEdited || !mayTake(standing, now))) throw new NotBegun('stopped');
  return leftOutBecause(standing) ?? (await leftMeanwhile(deps, tx, { work, standing, now }));
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
  const { automationStatus, isSwitchedOff, endsAt, passStatus, isCompared, isRetried } = standing;
  // Its audience is another by now: who belongs to it is asked before.
  if (passStatus !== 'running' || isSwitchedOff || !isCompared) return false;
  if (automationStatus === 'completed') return isRetried;
  return automationStatus === 'running' && (isRetried || endsAt === null || endsAt > now);
}

function leftOutBecause({ isThere, isVisible, isTaken, isMember }: RecordStanding): RecordReason | null {
  if (!isThere) return 'customer_gone';
  if (!isVisible) return 'hidden';
  return isTaken || isMember ? null : 'left_audience';
}
