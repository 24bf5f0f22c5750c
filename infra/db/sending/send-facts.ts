import type { MinimumAmounts } from '../../../contracts/minimum-amounts.ts';
import type { ContactType } from '../../../contracts/customers/kinds.ts';
import type { Channel, MessageSource } from '../../../contracts/sending/kinds.ts';
import { localDateOf } from '../../../domain/time/calendar.ts';
import { addressKey } from '../../../domain/customers/email-address.ts';
import { chooseContact, shownContact } from '../../../domain/sending/recipients.ts';
import { notAskedOf, renderFactsOf, type SendFacts } from '../../../domain/sending/send-facts.ts';
import { byPhone } from '../../../domain/sending/choose-number.ts';
import { phoneKey, phoneKeys } from '../../../domain/customers/phone-number.ts';
import type { RenderFacts } from '../../../domain/rendering/facts.ts';
import { erasedKey } from '../../../domain/erased.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import type { RawTx } from '../raw-transaction.ts';
import { factsOf } from './send-facts-parts.ts';
import { sendFactsSchema } from './send-facts-schema.ts';

/**
 * Reads all a message to a customer is made of (D7), in one statement: customer, contacts, the open invoices nothing
 * keeps back, sender, suppressions of any address involved, what the customer heard lately (D6), and for a step execution
 * its content and ledger row; for an action, a scheduled touchpoint, a message of an automation or an answer its ledger row.
 */
export async function readSendFacts(
  db: RawTx,
  input: {
    customerId: string;
    /** A retired one hands over to its successor (S24); of an sms, the number. */
    mailboxId: string | null;
    /** Left out: by email. */
    channel?: Channel;
    /** The address among those of the mailbox; null: its own. */
    fromAddress?: string | null;
    stepExecutionId: string | null;
    actionId?: string;
    scheduledTouchpointId?: string;
    automationMessageId?: string;
    answerId?: string;
    /** Of the program, in place of the organisation's (C19). */
    minimumAmounts?: MinimumAmounts | null;
    now: number;
  },
): Promise<SendFacts | null> {
  const now = new Date(input.now);
  const actionId = input.actionId ?? null;
  const touchpointId = input.scheduledTouchpointId ?? null;
  const automationMessageId = input.automationMessageId ?? null;
  const answerId = input.answerId ?? null;
  const sourceKind: MessageSource =
    touchpointId !== null
      ? 'touchpoint'
      : actionId !== null
        ? 'action'
        : automationMessageId !== null
          ? 'automation'
          : answerId !== null
            ? 'answer'
            : 'step_execution';
  const id = Prisma.sql`${touchpointId ?? actionId ?? automationMessageId ?? answerId ?? input.stepExecutionId}`;
  const isSms = input.channel === 'sms';
  const named = Prisma.sql`${input.mailboxId}`;
  const sender = {
    named,
    heir: isSms ? Prisma.sql`sms_sender_heir(${named})` : Prisma.sql`mailbox_heir(${named})`,
    address: Prisma.sql`${input.fromAddress ?? null}::text`,
  };
  const { minimumAmounts } = input;
  const rows = await db.$queryRaw<{ facts: unknown }[]>`
    SELECT ${factsOf({ kind: sourceKind, id, isSms, sender, minimumAmounts, now: Prisma.sql`${now}` })} AS facts
    FROM customer c WHERE c.id = ${input.customerId}`;
  const row = rows[0];
  const facts = row ? sendFactsSchema.parse(row.facts) : null;
  if (facts === null || !isSms) return facts;
  return { ...facts, suppressed: await suppressedNumbers(db, facts, now) };
}

/** Keys of the numbers involved that get no sms (D3), as `phoneKey` has them, however they were listed. */
async function suppressedNumbers(db: RawTx, facts: SendFacts, now: Date): Promise<string[]> {
  const region = facts.organisation.region ?? null;
  const phones = [
    ...facts.contacts.flatMap(({ phone }) => phone ?? []),
    ...(facts.content?.pinned?.to ?? []),
  ];
  const keys = phones.flatMap((phone) => phoneKeys(phone, region));
  if (keys.length === 0) return [];
  const rows = await db.$queryRaw<{ key: string }[]>`
    SELECT involved.key FROM unnest(${keys}::text[]) AS involved(key)
    WHERE EXISTS (
      SELECT FROM suppression p WHERE p.channel = 'sms' AND p.address_key IN (involved.key, erased_key(involved.key))
        AND (p.expires_at IS NULL OR p.expires_at > ${now}) OFFSET 0)`;
  const found = new Set(rows.map(({ key }) => key));
  const isListed = (phone: string) => phoneKeys(phone, region).some((key) => found.has(key));
  return [...new Set(phones.filter(isListed).map((phone) => phoneKey(phone, region)))];
}

/** Whether any of these addresses is suppressed, by exact key: for addresses that are not the customer's own. */
export async function findSuppressed(
  db: Tx,
  { addresses, now }: { addresses: readonly string[]; now: number },
): Promise<string[]> {
  const keys = addresses.map(addressKey);
  const rows = await db.suppression.findMany({
    where: {
      channel: 'email',
      addressKey: { in: [...keys, ...keys.map(erasedKey)] },
      OR: [{ expiresAt: null }, { expiresAt: { gt: new Date(now) } }],
    },
    select: { addressKey: true },
  });
  const found = new Set(rows.map((row) => row.addressKey));
  return keys.filter((key) => found.has(key) || found.has(erasedKey(key)));
}

/** What a preview renders from, and whom the message would go to. Null: no such customer. */
export async function loadRenderFacts(
  db: Tx,
  input: {
    customerId: string;
    mailboxId: string | null;
    fromAddress?: string | null;
    channel?: Channel;
    contactTypes: ContactType[];
    /** The contact it is addressed to by name. */
    contactId?: string | null;
    now: number;
    unsubscribeUrl: string;
  },
): Promise<{
  facts: RenderFacts;
  recipient: { contactId: string; address: string } | null;
  /** Why there is no recipient, if there is none. */
  noRecipient: string;
  /** Why a message that asks for money would be skipped; null: it would not. */
  notAsked: ReturnType<typeof notAskedOf>;
} | null> {
  const facts = await readSendFacts(db, { ...input, stepExecutionId: null });
  if (!facts) return null;
  const { contacts, suppressed, organisation } = facts;
  const { contactTypes, contactId = null, unsubscribeUrl } = input;
  const reach = input.channel === 'sms' ? { reach: byPhone(organisation.region ?? null) } : {};
  const choice = chooseContact({ contacts, contactTypes, contactId, suppressed, ...reach });
  const { contact } = choice;
  const phone = contact?.phone ? phoneKey(contact.phone, organisation.region ?? null) : null;
  const address = input.channel === 'sms' ? phone : contact?.email;
  const today = localDateOf(input.now, organisation.zone);
  return {
    facts: renderFactsOf(facts, shownContact(choice), { today, unsubscribeUrl }),
    recipient: contact && address ? { contactId: contact.contactId, address } : null,
    noRecipient: choice.passedOver.length > 0 ? 'all are suppressed or cannot be used' : 'there is none',
    notAsked: notAskedOf(facts),
  };
}
