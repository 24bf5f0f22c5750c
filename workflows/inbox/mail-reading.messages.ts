/** Mails that a model was asked about, and what came of it. */
export interface MailReadingResult {
  read: number;
  failed: number;
}

/** There is one at a time. */
export const MAIL_READING_WORKFLOW_ID = 'mail-reading';
