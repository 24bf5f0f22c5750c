import type { TouchpointContent } from '../../commands/programs/touchpoints/read-touchpoint-content.ts';
import type { Tracking } from '../../contracts/sending/tracking.ts';
import { SYSTEM } from '../../contracts/actor.ts';
import { askedAtOf } from '../../domain/programs/program-hours.ts';
import type { TouchpointFacts } from '../../domain/programs/touchpoint-facts.ts';
import type { ScheduledTouchpoint } from '../../domain/programs/written-touchpoint.ts';
import type { SendFacts } from '../../domain/sending/send-facts.ts';
import { withinHours, type SendingHours } from '../../domain/sending/sending-hours.ts';

/** What a message says, what that is made of, and when its program sends. */
interface Looking {
  content: TouchpointContent;
  facts: SendFacts & TouchpointFacts;
  hours: SendingHours;
  tracking: Tracking;
}

/** A scheduled touchpoint, as the claim finds it with what it says and what that is made of. */
export interface TouchpointRow {
  item: ScheduledTouchpoint;
  looking: Looking | null;
}

/** When it may leave from an instant on, within the hours of its program. */
export function openingOf(item: ScheduledTouchpoint, at: number, hours: SendingHours): number {
  const isByPerson = item.decidedById !== SYSTEM.userId || item.forceReason !== null;
  return withinHours({ askedAt: askedAtOf({ ...item, isByPerson }), at }, hours);
}

/** @throws Error for one that was locked only */
export function lookingOf({ looking }: TouchpointRow): NonNullable<TouchpointRow['looking']> {
  if (!looking) throw new Error('a scheduled touchpoint that was not opened');
  return looking;
}
