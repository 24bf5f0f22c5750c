import { cluesOf } from '../../../domain/inbox/clues.ts';
import { judgeMail } from '../../../domain/inbox/judge-mail.ts';
import type { Judgement, MailLink, SentMail } from '../../../domain/inbox/judgement.ts';
import { linkMail } from '../../../domain/inbox/link-mail.ts';
import { readMail } from '../../../infra/inbox/read-mail.ts';

const OWN_DOMAIN = 'ft.example';
const OWN_ADDRESSES = new Set(['ar@northwind.example']);
/** A mail is there a moment after it was written; without a Date, in the days of the set. */
const TRANSIT_MS = 2_000;
const WITHOUT_DATE = Date.parse('2026-12-04T09:00:00Z');

/** Judges the bytes of a mail as it would be when it comes in, with our mails as the ledger knows them. */
export async function judgeBytes(
  bytes: Uint8Array,
  sent: readonly SentMail[],
): Promise<{ link: MailLink | null; judgement: Judgement }> {
  const mail = await readMail(bytes);
  const receivedAt = mail.date === null ? WITHOUT_DATE : mail.date.at + TRANSIT_MS;
  const clues = cluesOf(mail, { ownDomain: OWN_DOMAIN, receivedAt });
  const link = linkMail(mail, clues, sent);
  const judgement = judgeMail(mail, {
    link,
    ownAddresses: OWN_ADDRESSES,
    ownDomain: OWN_DOMAIN,
    isInSent: false,
    receivedAt,
    zone: 'Europe/Berlin',
  });
  return { link, judgement };
}
