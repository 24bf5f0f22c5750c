import type { Tracking } from '../../contracts/sending/tracking.ts';

/** Of mails of which nobody has said that it is watched what becomes of them (T1). */
export const NO_TRACKING: Tracking = { opens: false, clicks: false, leaveAlone: [] };
