import { ERASED } from '../../domain/erased.ts';
import { erasurePatterns } from '../../domain/erasure-terms.ts';
import { addressKey } from '../../domain/customers/email-address.ts';
import { phoneKey, phoneKeys } from '../../domain/customers/phone-number.ts';
import { chooseContact, type SendContact } from '../../domain/sending/recipients.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { PersonToForget } from '../../infra/db/customers/forgotten-contacts.ts';
import type { TheirTouchpoint } from '../../infra/db/programs/touchpoints/forgotten-touchpoints.ts';
import type { CommandDeps } from '../deps.ts';
import { returnToReview } from '../programs/reviews/return-to-review.ts';

/** A person, and for whom they are forgotten. */
export interface Forgetting {
  person: PersonToForget;
  /** Their contacts before any of them is erased, as messages choose from. */
  contacts: readonly SendContact[];
  erasureId: string;
  actorId: string;
  now: number;
}

/** What it changed, by kind, and what was on its way. */
export interface Forgotten {
  counts: Record<string, number>;
  inFlight: string[];
}

/** Nothing matches it. */
const NOTHING = '(?!)';

/**
 * Replaces a person in everything that belongs to their customer, and ends what was to be sent to them (U5). The gates of
 * the customer's programs are passed and the customer is locked: nothing can be claimed or pass its fence meanwhile, and
 * nothing that was made from the rows before does afterwards. To be repeated as often as wanted.
 */
export async function forgetPerson(deps: CommandDeps, tx: Tx, input: Forgetting): Promise<Forgotten> {
  const { store } = deps;
  const { person, now } = input;
  const { customerId, contactIds } = person;
  const emails = [...person.terms.emails, ...numbersOf(person)];
  const pattern = erasurePatterns(person.terms, person.shared).ofCustomer ?? NOTHING;
  const isTheirsAlone = isAlone(person, emails);
  const of = { customerId, contactIds, emails, isTheirsAlone };
  const theirs = await store.forgottenMessages.findTheirs(tx, of);
  const messageIds = theirs.map(({ id }) => id);
  const about = { customerId, contactIds, emails, messageIds, pattern };

  const counts: Record<string, number> = {};
  counts['contacts'] = await store.forgottenContacts.emptyContacts(tx, { contactIds, now });
  const stepIds = await forgetSteps(deps, tx, input, about);
  const touchpoints = await store.forgottenTouchpoints.findTheirs(tx, about);
  await forgetTouchpoints(deps, tx, touchpoints, now);
  await store.forgottenTouchpoints.dropEarlierWords(tx, customerId);
  const actionIds = await forgetActions(deps, tx, input, about);
  await store.forgottenActions.dropInsight(tx, customerId);
  const effectIds = await store.forgottenAutomations.endTheirs(tx, { ...of, now });
  const erased = { status: 'skipped', reason: 'erased', detail: null, now } as const;
  await store.settledEffects.settle(tx, effectIds, erased);
  // While their mails still name them.
  const talks = await store.forgottenConversations.emptyTheirs(tx, { ...of, now });
  counts['conversations'] = talks.conversationIds.length;

  counts['messages'] = await store.forgottenMessages.emptyMessages(tx, about);
  const copies = await store.forgottenMessages.emptyCopies(tx, { ...of, ...about, now });
  counts['recipients'] = copies.addresses;
  counts['copiesCancelled'] = copies.cancelled;
  counts['events'] = await store.forgottenSteps.emptyEvents(tx, about);
  const { mailIds, emptied } = await store.forgottenMails.emptyMails(tx, { ...of, now });
  counts['mails'] = emptied;
  const said = { ...about, mailIds };
  const communicationIds = await store.forgottenContacts.emptyCommunications(tx, said);
  counts['communications'] = communicationIds.length;
  const sourceIds = [
    ...theirs.map(({ sourceId }) => sourceId),
    ...stepIds,
    ...actionIds,
    ...touchpoints.map(({ id }) => id),
    ...talks.answerIds,
  ];
  const answers = { customerId, sourceIds, pattern };
  counts['promptAnswers'] = await store.forgottenMessages.emptyPromptAnswers(tx, answers);
  counts['suppressions'] = await hashSuppressions(deps, tx, input);
  const words = [...communicationIds, ...mailIds, ...messageIds, ...sourceIds];
  counts['audit'] =
    (await store.forgottenContacts.emptyContactAudits(tx, contactIds)) +
    (await store.forgottenTexts.emptyAudits(tx, words));
  counts['replies'] = await store.forgottenTexts.emptyReplies(tx, [
    ...contactIds,
    ...words,
    ...talks.conversationIds,
  ]);
  // Before the names of files are emptied, by which they are found.
  const files = await store.documents.findFilesAbout(tx, { customerId, pattern });
  counts['filesDeleted'] = await store.documents.deleteFiles(tx, files);
  counts['filesToLookAt'] = await store.documents.countFiles(tx, customerId);
  const quoted = await store.forgottenTexts.eraseOfCustomer(tx, { customerId, pattern });
  for (const [table, found] of Object.entries(quoted)) addTo(counts, KIND_OF[table] ?? table, found);
  const inFlight = await store.forgottenMessages.findOnTheirWay(tx, messageIds);
  counts['sendsEnded'] =
    openOf(touchpoints).length + stepIds.length + actionIds.length + effectIds.length + talks.ended;
  return { counts, inFlight };
}

/** Tables under the name that the report has for them. */
export const KIND_OF: Readonly<Record<string, string>> = {
  sms_inbound: 'communications',
  communication: 'communications',
  mail: 'mails',
  mail_attachment: 'mails',
  message: 'messages',
  message_recipient: 'recipients',
  message_attempt: 'attempts',
  message_event: 'events',
  prompt_answer: 'promptAnswers',
  suppression: 'suppressions',
  step_execution: 'steps',
  scheduled_touchpoint: 'touchpoints',
  action: 'actions',
  conversation: 'conversations',
  conversation_answer: 'conversations',
  automation: 'automations',
  automation_effect: 'automations',
  automation_message: 'automations',
  idempotency_key: 'replies',
  change: 'changes',
  import_error: 'imports',
  import: 'imports',
  bulk_enrollment: 'imports',
  bulk_enrollment_row: 'imports',
  webhook_delivery: 'webhooks',
  webhook_attempt: 'webhooks',
};

/** Adds to a count; what is 0 stays out of the report. */
export function addTo(counts: Record<string, number>, kind: string, found: number): void {
  if (found > 0) counts[kind] = (counts[kind] ?? 0) + found;
}

/** Their numbers as sms go to them. */
const numbersOf = ({ terms }: PersonToForget): string[] =>
  [...new Set(terms.phones.map((phone) => phoneKey(phone, null)))].filter((key) => key.startsWith('+'));

/** Nobody else has any of the addresses and numbers. */
function isAlone({ shared }: PersonToForget, emails: readonly string[]): boolean {
  const others = new Set([...shared.emails, ...shared.phones].map((address) => address.toLowerCase()));
  return !emails.some((email) => others.has(email.toLowerCase()));
}

type About = Parameters<CommandDeps['store']['forgottenTouchpoints']['findTheirs']>[1];

async function forgetSteps(
  { store }: CommandDeps,
  tx: Tx,
  { person, contacts }: Forgetting,
  about: About,
): Promise<string[]> {
  const keys = new Set(about.emails.map((email) => email.toLowerCase()));
  const isTheirs = (id: string | undefined): boolean => id !== undefined && person.contactIds.includes(id);
  const ids = (await store.forgottenSteps.findWritten(tx, about))
    .filter((step) => {
      if (step.isTheirs || step.to.some((address) => keys.has(address.toLowerCase()))) return true;
      if (!step.isOpen || step.to.length > 0) return false;
      const { contactTypes, contactId } = step;
      return isTheirs(
        chooseContact({ contacts, contactTypes, contactId, suppressed: [] }).contact?.contactId,
      );
    })
    .map(({ id }) => id);
  await store.forgottenSteps.emptyPinned(tx, ids);
  await store.forgottenSteps.dropPinnedCopies(tx, about);
  await store.forgottenSteps.endThreads(tx, about);
  return ids;
}

const openOf = (touchpoints: readonly TheirTouchpoint[]): TheirTouchpoint[] =>
  touchpoints.filter(({ status }) => status === 'proposed' || status === 'approved');

/** What waits for review is written anew for whoever is next; what a program approved is, when it leaves. */
async function forgetTouchpoints(
  deps: CommandDeps,
  tx: Tx,
  touchpoints: readonly TheirTouchpoint[],
  now: number,
): Promise<void> {
  const ids = touchpoints.map(({ id }) => id);
  await deps.store.forgottenTouchpoints.emptyTouchpoints(tx, ids);
  const changes = { balance: null, credit: null, invoices: [], recipients: { before: [ERASED], after: [] } };
  for (const { id, delivery } of openOf(touchpoints)) {
    if (delivery !== 'review') continue;
    await returnToReview(deps, tx, { scheduledTouchpointId: id, changes, now });
  }
}

async function forgetActions(
  { store }: CommandDeps,
  tx: Tx,
  { person, contacts }: Forgetting,
  about: About,
): Promise<string[]> {
  const ids = (await store.forgottenActions.findWritten(tx, about))
    .filter(({ isTheirs, isOpen, contactId }) => {
      const chosen = contactId ?? (isOpen ? firstOf(contacts) : undefined);
      return isTheirs || (chosen !== undefined && person.contactIds.includes(chosen));
    })
    .map(({ id }) => id);
  await store.forgottenActions.emptyActions(tx, ids);
  await store.forgottenActions.unnameContacts(tx, person.contactIds);
  return ids;
}

/** Whom a message goes to that names nobody. */
const firstOf = (contacts: Forgetting['contacts']): string | undefined =>
  chooseContact({ contacts, contactTypes: [], contactId: null, suppressed: [] }).contact?.contactId;

/** Of addresses and numbers that nobody else has. */
async function hashSuppressions(
  deps: CommandDeps,
  tx: Tx,
  { person, actorId, now }: Forgetting,
): Promise<number> {
  const { terms, shared, customerId } = person;
  const others = new Set([...shared.emails, ...shared.phones].map((each) => each.toLowerCase()));
  const emails = terms.emails.filter((email) => !others.has(email.toLowerCase())).map(addressKey);
  const phones = terms.phones
    .filter((phone) => !others.has(phone.toLowerCase()))
    .flatMap((phone) => phoneKeys(phone, null));
  const keys = [
    ...emails.map((key) => ({ channel: 'email' as const, addressKey: key })),
    ...[...new Set(phones)].map((key) => ({ channel: 'sms' as const, addressKey: key })),
  ];
  let hashed = 0;
  for (const key of keys) {
    const id = deps.newId('suppression');
    const entry = { id, ...key, customerId, authorId: actorId, now };
    hashed += await deps.store.forgottenMessages.hashSuppression(tx, entry);
  }
  return hashed;
}
