/** The largest mail that is read whole. */
export const MAX_MAIL_BYTES = 25 * 1_024 * 1_024;
/** What of a larger one is read: its headers and the beginning of its text. */
export const BEGINNING_BYTES = 256 * 1_024;
/** What of its headers is read before anybody is interested: more than ten times what mail has. */
export const HEAD_BYTES = 64 * 1_024;
