import type { Organisation } from '../../../contracts/access/organisation.ts';
import { isInternal, type StoredMessage } from '../../../domain/automations/message.ts';
import type { SendFacts } from '../../../domain/sending/send-facts.ts';
import type { Tx } from '../../../infra/db/client.ts';
import type { CommandDeps } from '../../deps.ts';

/** Nothing that customers hear counts for our own people. */
const NO_CONTACTS: SendFacts['lately'] = {
  policy: { daysBetween: 1, perDay: null, perDomainPerDay: null, perRun: 1 },
  recent: [],
  waiting: [],
  domains: [],
};

interface ReadFacts {
  message: Pick<StoredMessage, 'channel' | 'mailboxId' | 'recipient' | 'customerId'> & {
    /** Null: it does not exist yet. */
    id: string | null;
  };
  /** Whom it is about; of a digest, somebody of those whom it lists. */
  customerId: string;
  organisation: Organisation;
  now: number;
}

/** All that a message of an automation is made of (D7), with the mailbox of the organisation where it names none; null: no such customer. */
export async function readMessageFacts(
  { store }: Pick<CommandDeps, 'store'>,
  db: Tx,
  { message, customerId, organisation, now }: ReadFacts,
): Promise<SendFacts | null> {
  const { channel, id } = message;
  const mailboxId = message.mailboxId ?? (channel === 'email' ? organisation.defaultMailboxId : null);
  const which = { customerId, mailboxId, channel, stepExecutionId: null, now };
  const asked = id === null ? which : { ...which, automationMessageId: id };
  const facts = await store.sendFacts.readSendFacts(db, asked);
  if (!facts || !isInternal(message)) return facts;
  const ours = { ...facts, lately: NO_CONTACTS };
  // A digest is about nobody alone.
  if (message.customerId !== null) return ours;
  return { ...ours, invoices: [], customer: { ...facts.customer, credit: '0' } };
}
