import { communicationChanges } from '../../contracts/customers/changes.ts';
import { ERASED } from '../../domain/erased.ts';
import { sha256Of } from '../../domain/inbox/fingerprint.ts';
import { storedJudgement, storedMail, storedParts, type StoredMail } from '../../domain/inbox/stored-mail.ts';
import type { MailProblem } from '../../domain/inbox/read-mail.ts';
import { storable } from '../../domain/inbox/storable.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { MailCustomerRow, MailPlace, NewMail } from '../../infra/db/inbox/mails.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { runCommand } from '../run-command.ts';
import { asInbox, type InboxDeps } from './inbox-deps.ts';
import { placeMail } from './conversations/place-mail.ts';
import type { JudgedMail } from './judge-seen.ts';
import { proposeSender } from './propose-sender.ts';
import { ENTRY } from './thread-entry.ts';
import type { SeenMail } from './intake.ts';

/** A mail to store, with everything that was found out about it. */
export interface MailToStore {
  seen: SeenMail;
  place: MailPlace;
  fingerprint: string;
  judged: JudgedMail;
  customers: readonly MailCustomerRow[];
}

/** What the column holds. */
const MOST_SIZE = 2 ** 31 - 1;
/** Characters of an entry; the mail has the rest. */
const MOST_CONTENT = 100_000;

/** Stores a mail that is not there yet. @returns its id, or that of whoever stored the same meanwhile */
export async function storeMail(deps: InboxDeps, input: MailToStore): Promise<string> {
  try {
    return await storeOnce(deps, input, wordsOf(deps, input));
  } catch (error) {
    if (!isAboutData(error)) throw error;
    const { mail, writer } = input.judged;
    const problems = [...mail.problems, 'not_stored' as const];
    const bare = { ...mail, text: '', rawHeaders: '', parts: [], problems };
    const words = storedMail(bare, { writer, html: null, newText: '' });
    return storeOnce(deps, { ...input, judged: { ...input.judged, mail: bare } }, words);
  }
}

function wordsOf({ mailReader }: InboxDeps, { judged }: MailToStore): StoredMail {
  const { mail, judgement, writer } = judged;
  // Our own words stand in the ledger.
  if (judgement.verdict === 'own_copy') {
    const bare = { ...mail, subject: '', text: '', rawHeaders: '' };
    return { ...storedMail(bare, { writer, html: null, newText: '' }), people: [] };
  }
  let html: string | null = null;
  let problems: readonly MailProblem[] = [];
  try {
    html = mail.html === null ? null : mailReader.safeHtmlOf(mail.html);
  } catch {
    problems = ['html_left_out'];
  }
  return storedMail(
    { ...mail, problems: [...mail.problems, ...problems] },
    { writer, html, newText: judgement.newText },
  );
}

/** The database refused the mail itself, and not the moment. */
function isAboutData(error: unknown): boolean {
  const { code, message } = error as { code?: unknown; message?: unknown };
  const text = `${String(code)} ${String(message)}`;
  return /\b(?:22[0-9A-Z]{3}|54000|P20(?:00|05|06|20|33))\b|invalid byte|too (?:long|large)/.test(text);
}

async function storeOnce(deps: InboxDeps, input: MailToStore, words: StoredMail): Promise<string> {
  const { seen, place, fingerprint, judged, customers } = input;
  const { store } = deps;
  const id = deps.newId('mail');
  const judgement = storedJudgement(judged.judgement);
  return runCommand(deps, asInbox(id), async (tx, now) => {
    // The first lock of every transaction, in the order of the ids.
    await store.customerRefresh.lock(
      tx,
      customers.map(({ customerId }) => customerId),
    );
    const isForgotten = await store.forgottenContacts.isForgotten(tx, words.fromAddress);
    const mail: NewMail = {
      ...(isForgotten ? forgotten(words) : words),
      id,
      fingerprint,
      mailboxId: seen.mailbox.id,
      direction: judged.isOurs ? 'outbound' : 'inbound',
      size: Math.min(Math.max(seen.size, seen.bytes.byteLength), MOST_SIZE),
      problems: [...new Set([...words.problems, ...(seen.extent === 'whole' ? [] : ['mail_cut'])])],
      datedAt: datedAt(judged, seen),
      receivedAt: seen.receivedAt,
      messageId: judged.sent?.messageId ?? null,
      n: copyOf(judged),
      linkedBy: judged.link?.by ?? null,
      verdict: judgement.verdict,
      reasons: isForgotten ? [] : judgement.reasons,
      returnOn: judgement.returnOn,
      failed: isForgotten ? [] : judgement.failed,
      isHistory: seen.isHistory,
      processedAt: seen.isHistory ? now : null,
      erasedAt: isForgotten ? now : null,
      now,
    };
    if (!(await store.mails.insert(tx, mail))) {
      const mailId = (await store.mails.findByFingerprint(tx, fingerprint))!;
      await seeAgain(deps, tx, { place, mailId, isHistory: seen.isHistory, now });
      return mailId;
    }
    await store.mails.addPlace(tx, { ...place, mailId: id });
    await store.mails.insertCustomers(tx, { mailId: id, customers });
    if (!isForgotten) await storeFiles(deps, tx, { mailId: id, judged });
    await writeThreads(deps, tx, { mail, customers, judged });
    for (const { customerId } of customers) await placeMail(deps, tx, { mailId: id, customerId, now });
    if (judged.sent !== null && !judged.isOurs) await proposeSender(deps, tx, { mailId: id, now });
    return id;
  });
}

/**
 * Keeps where else a mail lies that is stored already. One that was history until now came as a new mail somewhere else: it
 * has its effect, and somebody has to answer it, as if that had been first.
 */
export async function seeAgain(
  deps: CommandDeps,
  tx: Tx,
  { place, mailId, isHistory, now }: { place: MailPlace; mailId: string; isHistory: boolean; now: number },
): Promise<void> {
  const { mails, customerRefresh } = deps.store;
  if (!isHistory) {
    const customerIds = await mails.customersOf(tx, mailId);
    await customerRefresh.lock(tx, customerIds);
    if (await mails.makeLive(tx, { mailId })) {
      for (const customerId of customerIds)
        await placeMail(deps, tx, { mailId, customerId, isNews: true, now });
      await proposeSender(deps, tx, { mailId, now });
    }
  }
  await mails.addPlace(tx, { ...place, mailId });
}

/** What comes late from somebody who was erased (U5) counts, without words. */
function forgotten(words: StoredMail): StoredMail {
  const nothing = { fromName: null, people: [], html: null, rawHeaders: '', problems: words.problems };
  return { ...words, ...nothing, fromAddress: ERASED, subject: ERASED, text: ERASED, newText: ERASED };
}

const YEARS_MS = 50 * 365 * 24 * 60 * 60_000;

/** Its own date, unless nobody can mean it. */
function datedAt({ mail }: JudgedMail, { receivedAt }: SeenMail): number | null {
  const at = mail.date?.at ?? null;
  return at === null || !Number.isFinite(at) || Math.abs(at - receivedAt) > YEARS_MS ? null : at;
}

/** Whose copy of our mail it is about: that of whoever wrote, or whom it did not reach; of our own copy itself. */
function copyOf({ sent, link, judgement }: JudgedMail): number | null {
  if (sent === null) return null;
  const failed = judgement.failed.find(({ n }) => n !== null)?.n;
  const n = link?.n ?? failed ?? (judgement.verdict === 'own_copy' ? 1 : null);
  return sent.recipients.some((copy) => copy.n === n) ? n : null;
}

async function storeFiles(
  { store }: InboxDeps,
  tx: Tx,
  { mailId, judged }: { mailId: string; judged: JudgedMail },
): Promise<void> {
  if (judged.judgement.verdict === 'own_copy') return;
  const files = storedParts(judged.mail.parts).map(({ isTooLarge, ...part }, index) => {
    const content = isTooLarge ? null : new Uint8Array(part.content!);
    return { ...part, mailId, n: index + 1, content, sha256: content && sha256Of(content) };
  });
  await store.mails.insertAttachments(tx, files);
}

interface Threading {
  mail: NewMail;
  customers: readonly MailCustomerRow[];
  judged: JudgedMail;
}

/** Writes it into the thread of each customer, beside the mail it answers, where that is theirs. */
async function writeThreads(deps: InboxDeps, tx: Tx, { mail, customers, judged }: Threading): Promise<void> {
  const kind = ENTRY[mail.verdict];
  if (kind === null) return;
  const { sent } = judged;
  const entries = customers.map(({ customerId, contactId, invoiceIds }) => ({
    id: deps.newId('communication'),
    customerId,
    contactId,
    kind,
    direction: mail.direction,
    subject: mail.subject,
    content: storable(mail.newText === '' ? mail.text : mail.newText, MOST_CONTENT),
    messageId: sent?.customerId === customerId ? sent.messageId : null,
    enrollmentId: sent?.customerId === customerId ? sent.enrollmentId : null,
    mailId: mail.id,
    occurredAt: happenedAt(mail),
    data: { verdict: mail.verdict, ...(invoiceIds.length > 0 && { invoiceIds }) },
    now: mail.now,
  }));
  await deps.store.communications.insertAll(tx, entries);
  if (mail.isHistory || kind !== 'email') return;
  const change = mail.direction === 'inbound' ? communicationChanges.received : communicationChanges.logged;
  for (const { id: entityId, customerId, direction } of entries) {
    const about = { actor: asInbox(mail.id), now: mail.now, entityId, customerId };
    await recordChange(deps, tx, change, { ...about, data: { kind, direction, mailId: mail.id } });
  }
}

/** When it came; of ours when it was written, as far as that can be believed. */
function happenedAt({ direction, datedAt: dated, receivedAt, now }: NewMail): number {
  const at = direction === 'outbound' ? (dated ?? receivedAt) : receivedAt;
  return Math.min(at, now);
}
