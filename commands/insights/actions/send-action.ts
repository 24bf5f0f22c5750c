import { releaseCopies } from '../../sending/release-copies.ts';
import type { Action, EditAction, SendAction } from '../../../contracts/insights/actions.ts';
import type { Actor } from '../../../contracts/actor.ts';
import { found, ProblemError, refuseInvalid } from '../../../contracts/problems.ts';
import { meantFor } from '../../../domain/sending/choose-recipients.ts';
import { factsFingerprint, type PinnedContent } from '../../../domain/sending/send-facts.ts';
import type { Tone } from '../../../contracts/kinds.ts';
import { contentOfAction, letterOfAction } from '../../../domain/insights/action-draft.ts';
import { inTheirLanguage } from '../../../domain/sending/words-for.ts';
import { findEmailProblems } from '../../../domain/rendering/message.ts';
import type { ActionSend, ActionSendSet } from '../../../infra/db/insights/action-sends.ts';
import { actOnAction, refuseActed, type LockedAction } from './act-on-action.ts';
import { refuseOtherDraft } from '../../sending/draft-hash.ts';
import { readAction } from './read-action.ts';
import { answerUncertain } from '../../sending/answer-uncertain.ts';
import type { CommandDeps } from '../../deps.ts';
import { logSentAction } from './log-sent-action.ts';

interface Which {
  actionId: string;
}

/**
 * Edits the draft of an email that is not on its way (Q6): edited texts are pinned, bound to the balances and the
 * recipient of this moment (D7): if they move before it leaves, it comes back to a person.
 *
 * @throws ProblemError as `actOnAction`; `conflict` for calls and tasks; `validation` for broken templates, for a contact
 * or mailbox that cannot be used
 */
export function editAction(
  deps: CommandDeps,
  actor: Actor,
  { actionId, draftHash, ...edit }: EditAction & Which,
): Promise<Action> {
  return actOnAction(deps, actor, {
    actionId,
    kind: 'edited',
    apply: async (locked) => {
      requireEmail(locked, [null, 'error']);
      await refuseUnseen(deps, locked, draftHash);
      await write(deps, locked, await editedBy(deps, locked, edit));
    },
  });
}

/**
 * Asks for the email of an action to be sent, edited once more if need be (Q2, Q6): never past suppression, holds, "still
 * owed?" and caps, and past the contact policy only with `force`: also for a mail that it holds back already.
 *
 * @throws ProblemError as `editAction`; `conflict` while the customer is held or sending is switched off, and, unless it is
 * forced, while another message to the customer waits for review or is due, with `pointsTo`
 */
export function sendAction(
  deps: CommandDeps,
  actor: Actor,
  { actionId, force, draftHash, ...edit }: SendAction & Which,
): Promise<Action> {
  return actOnAction(deps, actor, {
    actionId,
    kind: 'sendRequested',
    apply: async (locked) => {
      const isDeferred = locked.send.heldReason === 'contact_policy' && force !== undefined;
      requireEmail(locked, isDeferred ? [null, 'requested'] : [null]);
      if (force === undefined) refuseWaiting(locked);
      await refuseUnseen(deps, locked, draftHash);
      const isBound = draftHash !== undefined && locked.send.pinned === null;
      const edited =
        Object.keys(edit).length > 0 || isBound ? await editedBy(deps, locked, { ...edit, isBound }) : {};
      await request(deps, locked, { ...edited, forceReason: force?.reason ?? null });
    },
  });
}

/**
 * Tries it again after an error; the text a person edited is taken for what it says now. An uncertain mail can be tried
 * again ten minutes after its hand-over at the earliest (D1).
 *
 * @throws ProblemError as `sendAction`; `conflict` with `retryAt` when it is too early
 */
export function retryAction(deps: CommandDeps, actor: Actor, { actionId }: Which): Promise<Action> {
  return actOnAction(deps, actor, {
    actionId,
    kind: 'sendRetried',
    apply: async (locked) => {
      requireEmail(locked, ['error', 'uncertain']);
      const { tx, send } = locked;
      const message = await deps.store.ledger.lockOf(tx, { kind: 'action', id: actionId });
      if (message?.status === 'uncertain') await answerUncertain(deps, locked, message);
      else if (send.sendStatus === 'uncertain') refuseActed(locked, 'The mail is settled already.');
      const { pinned } = send;
      await request(deps, locked, pinned ? { pinned: await bind(deps, locked, send, pinned) } : {});
    },
  });
}

/**
 * Says that an uncertain mail did arrive (D1): the action is completed, the mail stands in the thread.
 *
 * @throws ProblemError as `actOnAction`, unless it is uncertain
 */
export async function markActionSent(deps: CommandDeps, actor: Actor, { actionId }: Which): Promise<Action> {
  const action = await actOnAction(deps, actor, {
    actionId,
    kind: 'sendMarkedAsSent',
    apply: async (locked) => {
      requireEmail(locked, ['uncertain']);
      const { tx, now, send } = locked;
      const message = await deps.store.ledger.lockOf(tx, { kind: 'action', id: actionId });
      if (message?.status !== 'uncertain') refuseActed(locked, 'The mail is settled already.');
      const { messageId } = message;
      const answer = { messageId, status: 'sent', actorId: actor.userId, now } as const;
      await deps.store.ledger.answerUncertain(tx, answer);
      await logSentAction(deps, tx, { action: send, actor, message, now });
    },
  });
  await releaseCopies(deps, { kind: 'action', id: actionId });
  return action;
}

/** @throws ProblemError `conflict`, with the draft, when it is not the one that was seen */
async function refuseUnseen(
  deps: CommandDeps,
  { tx, actor, send: { actionId } }: LockedAction,
  seen: string | undefined,
): Promise<void> {
  if (seen === undefined) return;
  const here = { ...deps, db: tx as unknown as CommandDeps['db'] };
  const { draft } = await readAction(here, actor, { actionId });
  refuseOtherDraft(draft, { seen, happened: null });
}

function requireEmail(locked: LockedAction, statuses: readonly ActionSend['sendStatus'][]): void {
  const { kind, sendStatus } = locked.send;
  if (kind !== 'email') throw new ProblemError('conflict', `A ${kind} is completed, not sent.`);
  if (statuses.includes(sendStatus)) return;
  if (sendStatus === null) throw new ProblemError('conflict', 'Nobody has asked to send it.');
  const isOnItsWay = sendStatus === 'requested' || sendStatus === 'sending';
  refuseActed(locked, isOnItsWay ? 'The mail is on its way already.' : `The mail is in state ${sendStatus}.`);
}

/** Two messages about the same would reach the customer: the other one is answered where it waits (Q6). */
function refuseWaiting({ action: { pointsTo } }: LockedAction): void {
  if (pointsTo === null) return;
  const where = pointsTo.entity === 'review_batch' ? 'for review' : 'in the queue';
  throw new ProblemError(
    'conflict',
    `A message to this customer waits ${where} already: answer it there.`,
    [],
    {
      pointsTo,
    },
  );
}

/** Writes the intent; the send follows the commit. */
async function request(deps: CommandDeps, locked: LockedAction, edited: ActionSendSet): Promise<void> {
  const { tx, now, actor, send } = locked;
  const { customerId } = send;
  const { defaultMailboxId } = await deps.store.organisation.get(tx, actor);
  const mailboxId = edited.mailboxId ?? send.mailboxId ?? defaultMailboxId;
  if (mailboxId === null) {
    refuseInvalid([{ field: 'mailboxId', message: 'is needed: the organisation has no default mailbox' }]);
  }
  const held = await deps.store.sendHolds.readHeld(tx, { customerId, mailboxId: null, now });
  if (held) {
    throw new ProblemError('conflict', `Nothing can be sent while it is held: ${held.reason}.`, [], {
      heldReason: held.reason,
      heldUntil: held.until === null ? null : new Date(held.until).toISOString(),
    });
  }
  locked.mailboxId = mailboxId;
  await write(deps, locked, {
    ...edited,
    mailboxId,
    sendStatus: 'requested',
    requestedAt: now,
    requestedById: actor.userId,
    heldReason: null,
    heldUntil: null,
    // A slot belongs to its mailbox.
    slotAt: null,
    errorCode: null,
    errorDetail: null,
    wakeAt: now,
  });
}

function write(deps: CommandDeps, { tx, now, send }: LockedAction, set: ActionSendSet): Promise<void> {
  return deps.store.actionSends.set(tx, { actionId: send.actionId, set, now });
}

/** What an edit changes. Texts and copies are pinned; a new recipient binds pinned ones anew. */
async function editedBy(
  deps: CommandDeps,
  locked: LockedAction,
  {
    contactId,
    mailboxId,
    tone,
    isBound = false,
    ...texts
  }: Omit<EditAction, 'draftHash'> & { isBound?: boolean },
): Promise<ActionSendSet> {
  const { tx, actor, send } = locked;
  const [contact, mailbox] = [
    contactId === undefined ? null : await deps.store.contacts.find(tx, actor, contactId),
    mailboxId === undefined ? null : await deps.store.mailboxes.find(tx, actor, mailboxId),
  ];
  const isForeign = contact?.customerId !== send.customerId || !contact.isActive;
  const hasTexts = isBound || tone !== undefined || Object.keys(texts).length > 0;
  const pinned: PinnedContent | null = hasTexts
    ? { ...(await wordsBefore(deps, locked, tone)), ...texts, origin: 'edited', editedById: actor.userId }
    : send.pinned;
  refuseInvalid([
    ...(contactId !== undefined && isForeign
      ? [{ field: 'contactId', message: 'is no active contact of this customer' }]
      : []),
    ...(mailboxId !== undefined && !mailbox ? [{ field: 'mailboxId', message: 'is no mailbox' }] : []),
    ...(mailbox && (await deps.store.mailboxes.heirOf(tx, mailbox.id)) === null
      ? [{ field: 'mailboxId', message: 'is retired and has no successor' }]
      : []),
    ...(pinned ? problemsOf(pinned) : []),
  ]);
  return {
    ...(contactId !== undefined && { contactId }),
    ...(mailboxId !== undefined && { mailboxId }),
    ...(pinned && {
      pinned: await bind(deps, locked, { ...send, contactId: contactId ?? send.contactId }, pinned),
    }),
  };
}

/** What an edit begins with: what was edited before, or the letter, of another tone if one is asked for, to this customer. */
async function wordsBefore(
  deps: CommandDeps,
  { tx, now, today, send }: LockedAction,
  tone: Tone | undefined,
): Promise<Omit<PinnedContent, 'origin'>> {
  const { actionId, customerId, mailboxId, pinned } = send;
  const which = { actionId, customerId, mailboxId, stepExecutionId: null, now };
  const facts = found(await deps.store.sendFacts.readSendFacts(tx, which), 'action');
  const letter = letterOfAction({ ...send, invoices: facts.invoices, today }, tone);
  const untouched = { ...letter, cc: [], bcc: [], isThreaded: false, pinned: null };
  const { facts: spoken, language } = inTheirLanguage({ ...facts, content: untouched });
  const { subject, body, bodyText } = spoken.content;
  const words = { subject, body, bodyText, language };
  return tone === undefined ? { ...words, ...pinned } : { ...pinned, ...words };
}

function problemsOf({ subject, body }: PinnedContent) {
  const templates = { subject: subject ?? '', bodyHtml: body ?? '', bodyText: null };
  return findEmailProblems(templates).map((problem) => ({
    field: problem.place === 'bodyHtml' ? 'body' : problem.place,
    message: `${problem.message} (line ${problem.line}, column ${problem.column})`,
  }));
}

/** Binds edited content to what it depends on now. */
async function bind(
  deps: CommandDeps,
  { tx, now, today }: LockedAction,
  send: ActionSend,
  pinned: PinnedContent,
): Promise<PinnedContent> {
  const { actionId, customerId, mailboxId, contactId } = send;
  const which = { actionId, customerId, mailboxId, stepExecutionId: null, now };
  const facts = found(await deps.store.sendFacts.readSendFacts(tx, which), 'action');
  const content = contentOfAction({ ...send, pinned, invoices: facts.invoices, today });
  const { to } = meantFor({ facts: { ...facts, content }, contactTypes: [], contactId });
  return { ...pinned, factsHash: deps.hash(factsFingerprint(facts, to)) };
}
