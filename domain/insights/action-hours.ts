import { isWeekday, type SendingHours } from '../sending/sending-hours.ts';

/** When a recommended action leaves that had to wait, in the zone of the organisation (P2). */
export const ACTION_HOURS: Omit<SendingHours, 'zone'> = { from: '09:00', to: '18:00', isOpen: isWeekday };
