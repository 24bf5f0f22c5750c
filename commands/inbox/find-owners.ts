import type { MailVerdict } from '../../contracts/inbox/kinds.ts';
import { addressesIn } from '../../domain/inbox/barely-read.ts';
import { headerOf } from '../../domain/inbox/header-of.ts';
import { comparedNumber, namedInvoices } from '../../domain/inbox/name-invoices.ts';
import type { AddressOwner } from '../../infra/db/inbox/mail-owners.ts';
import type { MailCustomerRow } from '../../infra/db/inbox/mails.ts';
import type { InboxDeps } from './inbox-deps.ts';
import type { JudgedMail } from './judge-seen.ts';

/** What servers and providers write about a mail of ours: it belongs to the customer of that mail, whoever it is from. */
const IS_REPORT = {
  reply: false,
  automatic: false,
  out_of_office: false,
  hard_bounce: true,
  soft_bounce: true,
  complaint: true,
  opt_out: false,
  own_copy: true,
  ignore: false,
  sent: false,
} as const satisfies Record<MailVerdict, boolean>;

/** A text beyond this is not looked through for numbers of invoices. */
const MOST_TEXT = 50_000;

/**
 * The customers that a mail belongs to (I2), in the order of their ids: of the mail of ours that it answers, else of the
 * thread it stands in, else of whoever wrote it; and of everybody else whom it was written to. An address that several
 * customers share is that of the one whose mail it answers. Our own people, written to or writing, are nobody's customer.
 */
export async function findOwners(deps: InboxDeps, judged: JudgedMail): Promise<MailCustomerRow[]> {
  const { store, db } = deps;
  const { mail, sent, own, judgement, writer } = judged;
  const answered = sent?.customerId ?? null;
  const from = writer?.address ?? '';
  if (IS_REPORT[judgement.verdict])
    return answered === null ? [] : withInvoices(deps, judged, [{ customerId: answered, contactId: null }]);
  const outside = [...new Set([...addressedTo(judged), from])].filter((address) => !own.has(address));
  const contacts = await store.mailOwners.contactsAt(db, outside);
  const others = contacts.filter(({ address }) => address !== from);
  const thread =
    answered === null ? await store.mailOwners.ofThread(db, [...mail.inReplyTo, ...mail.references]) : [];
  const meant = answered === null ? thread : [answered];
  if (judged.isOurs) {
    // Words among ourselves stand in no thread.
    const isToOutside = outside.some((address) => address !== from);
    const ofThread = others.length === 0 && isToOutside ? meant : [];
    return withInvoices(deps, judged, [...others, ...ofThread.map(ofNobody)]);
  }
  const senders = await sendersOf(deps, from, contacts);
  const theirs = senders.filter(({ customerId }) => meant.includes(customerId));
  const writers = theirs.length > 0 ? theirs : senders;
  const rest = (answered === null && theirs.length > 0 ? [] : meant).map(ofNobody);
  return withInvoices(deps, judged, [...writers, ...rest, ...others]);
}

type Owner = Pick<AddressOwner, 'customerId' | 'contactId'>;

const ofNobody = (customerId: string): Owner => ({ customerId, contactId: null });

function addressedTo({ mail }: JudgedMail): string[] {
  const named = [...mail.to, ...mail.cc].map(({ address }) => address);
  return [...named, ...addressesIn(headerOf(mail, 'bcc') ?? '')];
}

/** Contacts at the address; where none has it any more, whoever was written to at it. */
async function sendersOf(
  { store, db }: InboxDeps,
  from: string,
  contacts: readonly AddressOwner[],
): Promise<Owner[]> {
  const senders = contacts.filter(({ address }) => address === from);
  return senders.length > 0 ? senders : store.mailOwners.writtenTo(db, from === '' ? [] : [from]);
}

/** Each customer once, with the contact that is known, and its invoices that the mail names. */
async function withInvoices(
  { store, db }: InboxDeps,
  { mail, judgement }: JudgedMail,
  owners: readonly Owner[],
): Promise<MailCustomerRow[]> {
  const contactOf = new Map<string, string | null>();
  for (const { customerId, contactId } of owners) {
    contactOf.set(customerId, contactOf.get(customerId) ?? contactId);
  }
  const customerIds = [...contactOf.keys()].sort();
  const files = mail.parts.map(({ name }) => (name ?? '').replace(/\.\w{1,5}$/, ''));
  const text = [mail.subject, judgement.newText.slice(0, MOST_TEXT), ...files].join('\n');
  const invoices = await store.mailOwners.invoicesIn(db, { customerIds, text: comparedNumber(text) });
  return customerIds.map((customerId) => ({
    customerId,
    contactId: contactOf.get(customerId) ?? null,
    invoiceIds: namedInvoices(
      text,
      invoices.filter((invoice) => invoice.customerId === customerId),
    ),
  }));
}
