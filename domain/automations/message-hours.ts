import type { QuietHours } from '../../contracts/access/sms-settings.ts';
import type { Channel } from '../../contracts/sending/kinds.ts';
import { OFFICE_HOURS } from '../sending/office-hours.ts';
import { withinHours } from '../sending/sending-hours.ts';
import { firstUndisturbed, isQuiet } from '../time/quiet-hours.ts';

/** What says when a message of an automation may leave (P2, M7). */
export interface MessageHours {
  channel: Channel;
  /** A person sends it whatever the hour; quiet hours protect phones all the same. */
  leavesNow: boolean;
  /** Of the organisation. */
  zone: string;
  /** Whom an sms must not disturb: the zone of the customer, else the organisation's. */
  quiet: { hours: QuietHours | null; zone: string };
}

/** Why an sms of an automation can never leave. */
export const NEVER_UNDISTURBED =
  'The quiet hours of the customer leave nothing of the hours in which automations send.';

/**
 * The first moment from an instant on at which a message may leave: 09:00 to 18:00 of the organisation, Monday to Friday,
 * from the first moment on, and outside of quiet hours for an sms. Null: those leave nothing of each other in two weeks.
 */
export function opensFrom({ channel, leavesNow, zone, quiet }: MessageHours, at: number): number | null {
  const office = (from: number): number =>
    leavesNow ? from : withinHours({ askedAt: null, at: from }, { ...OFFICE_HOURS, zone });
  if (channel === 'email') return office(at);
  return firstUndisturbed(at, office, { quiet: quiet.hours, zone: quiet.zone });
}

/** What a message whose hours are closed waits for. */
export function closedBy({ channel, quiet, ...hours }: MessageHours, at: number): 'window' | 'quiet_hours' {
  const office = opensFrom({ ...hours, quiet, channel: 'email' }, at) ?? at;
  return channel === 'sms' && isQuiet(office, quiet.hours, quiet.zone) ? 'quiet_hours' : 'window';
}
