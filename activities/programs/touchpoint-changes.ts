import type { ScheduledTouchpointSet } from '../../infra/db/programs/touchpoints/scheduled-touchpoints.ts';
import type { SendChange } from '../sending/send-source.ts';
import { CLAIM_LEASE_MS, wakeAtOf } from '../sending/take-place.ts';

const NOTHING_HELD = { heldReason: null, heldUntil: null } as const;

/** What a change on the way of its message means for a scheduled touchpoint that is still to leave. */
export function touchpointSetOf(
  change: Exclude<SendChange, { to: 'sent' | 'lost' }>,
  now: number,
): ScheduledTouchpointSet {
  switch (change.to) {
    case 'sending': {
      const { messageId, slotAt } = change;
      const cleared = { ...NOTHING_HELD, errorCode: null, errorDetail: null };
      return { ...cleared, messageId, slotAt, wakeAt: now + CLAIM_LEASE_MS };
    }
    case 'waiting': {
      const { reason, until, slotAt } = change;
      const wakeAt = wakeAtOf(reason, { until, now });
      return { heldReason: reason, heldUntil: until, wakeAt, ...(slotAt !== undefined && { slotAt }) };
    }
    case 'failed':
    case 'uncertain':
      return {
        status: change.to,
        errorCode: change.code,
        errorDetail: change.detail,
        ...NOTHING_HELD,
        wakeAt: null,
      };
    case 'skipped':
      throw new Error('a scheduled touchpoint says itself why it is skipped');
    case 'untried':
      return { wakeAt: now };
  }
}
