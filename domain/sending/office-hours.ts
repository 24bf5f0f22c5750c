import { isWeekday, type SendingHours } from './sending-hours.ts';

/** When recommended actions that had to wait leave, and all messages of automations, in the zone of the organisation (P2). */
export const OFFICE_HOURS: Omit<SendingHours, 'zone'> = { from: '09:00', to: '18:00', isOpen: isWeekday };
