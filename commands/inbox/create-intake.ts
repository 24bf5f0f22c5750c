import { areOfInterest } from './are-of-interest.ts';
import { followMail } from './follow-mail.ts';
import type { MailReader } from '../../infra/inbox/mail-reader.ts';
import type { Intake } from './intake.ts';
import { takeMail } from './take-mail.ts';

/** Takes up what mailboxes have, reading mails with these libraries. */
export const createIntake = (mailReader: MailReader): Intake => ({
  areOfInterest,
  takeMail: (deps, mail) => takeMail({ ...deps, mailReader }, mail),
  followMail,
});
