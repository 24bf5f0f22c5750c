import type { Actor } from '../../../contracts/actor.ts';
import type { EditStep, QueueRow, SendStep } from '../../../contracts/enrollments/queue.ts';
import { ProblemError, refuseInvalid } from '../../../contracts/problems.ts';
import { numberMeantFor } from '../../../domain/sending/choose-number.ts';
import { meantFor } from '../../../domain/sending/choose-recipients.ts';
import { isMessage, STEP_TRAITS } from '../../../domain/sequences/step-rules.ts';
import { factsFingerprint, type PinnedContent, type SendFacts } from '../../../domain/sending/send-facts.ts';
import { inTheirLanguage } from '../../../domain/sending/words-for.ts';
import { contactTypesOf } from '../../../domain/enrollments/snapshot.ts';
import { senderOfRetry } from '../../../domain/enrollments/sender.ts';
import type { ActionSet } from '../../../infra/db/enrollments/executions.ts';
import { actOnStep, refuse, requireOpen, type LockedStep } from './act-on-step.ts';
import { findEditProblems, findTextProblems } from './edit-problems.ts';
import { refuseOtherDraft } from '../../sending/draft-hash.ts';
import { readQueueRow } from './read-queue-row.ts';
import { answerUncertain } from '../../sending/answer-uncertain.ts';
import type { CommandDeps } from '../../deps.ts';

/**
 * Sends an email or sms of the queue now, or one that is not due yet (Q2): overrides step time, window and send days, never
 * suppression, holds, "still owed?", a customer's quiet hours and caps, and the contact policy only with `force`, whose reason is kept. A switch stops
 * what is automatic only: the email of a manual step goes out (D9).
 *
 * @throws ProblemError as `actOnStep`; `conflict` for other types, and for rows in error (`retry`)
 */
export function sendStep(
  deps: CommandDeps,
  actor: Actor,
  { stepExecutionId, force, draftHash }: SendStep & { stepExecutionId: string },
): Promise<QueueRow> {
  return actOnStep(deps, actor, {
    stepExecutionId,
    action: 'send',
    ...(force && { audited: { forceReason: force.reason } }),
    apply: async (step) => {
      requireMessage(step);
      requireOpen(step, ['planned', 'ready']);
      if (isWaitingForText(step)) {
        const detail = 'Its text is not written yet: wait for it, or write one yourself by `edit`.';
        throw new ProblemError('conflict', detail);
      }
      const isDeferred = step.execution.heldReason === 'contact_policy' && force !== undefined;
      if (step.execution.sendRequestedAt !== null && !isDeferred)
        refuse(step, 'The step is on its way already.');
      await refuseUnseen(deps, step, draftHash);
      const seen = draftHash === undefined ? {} : await asSeen(deps, step);
      await request(deps, actor, step, 'send', { ...seen, forceReason: force?.reason ?? null });
    },
  });
}

/**
 * Tries a step again after an error (Q2, Q4); the text a person edited is taken for what it says now, and the sender of its
 * step where the one it had is gone (S24). An uncertain
 * message can be tried again ten minutes after its hand-over at the earliest (D1).
 *
 * @throws ProblemError as `actOnStep`; `conflict` when there is nothing to retry, or it is too early
 */
export function retryStep(
  deps: CommandDeps,
  actor: Actor,
  { stepExecutionId }: { stepExecutionId: string },
): Promise<QueueRow> {
  return actOnStep(deps, actor, {
    stepExecutionId,
    action: 'retry',
    apply: async (step) => {
      requireMessage(step);
      requireOpen(step, ['error', 'uncertain']);
      const { tx, execution, snapshot } = step;
      const planStep = snapshot.steps.find(({ stepId }) => stepId === execution.stepId) ?? null;
      const sender = senderOfRetry(snapshot, execution, planStep);
      if (sender) await deps.store.executions.pinSender(tx, { stepExecutionId, ...sender });
      const facts = await readFacts(deps, step);
      const pinned = facts.content?.pinned;
      const repinned = pinned?.origin === 'edited' ? { pinned: bind(deps, facts, step, pinned) } : {};
      if (execution.status === 'uncertain') {
        const message = await deps.store.ledger.lockOf(tx, {
          kind: 'step_execution',
          id: stepExecutionId,
        });
        if (message?.status !== 'uncertain') refuse(step, 'The message is settled already.');
        await answerUncertain(deps, step, message);
      }
      if (isToBeWritten(step, pinned)) return askForText(deps, step, pinned);
      return request(deps, actor, step, 'retry', {
        ...repinned,
        status: 'ready',
        errorCode: null,
        errorDetail: null,
      });
    },
  });
}

/**
 * Edits an email or sms that has not left (Q2): its content is pinned, bound to the balances and the recipient of this moment
 * (D7): if they move before it leaves, it comes back to a person.
 *
 * @throws ProblemError as `actOnStep`; `validation` for broken templates and unknown variables, each with its place
 */
export function editStep(
  deps: CommandDeps,
  actor: Actor,
  { stepExecutionId, draftHash, ...edit }: EditStep & { stepExecutionId: string },
): Promise<QueueRow> {
  return actOnStep(deps, actor, {
    stepExecutionId,
    action: 'edit',
    apply: async (step) => {
      requireMessage(step);
      requireOpen(step, ['planned', 'ready', 'error']);
      await refuseUnseen(deps, step, draftHash);
      const { facts, language } = inTheirLanguage(await readFacts(deps, step));
      const before = facts.content?.pinned;
      const edited = editedWords(facts, { ...edit, language, editedById: actor.userId });
      const { type } = step.row;
      const isThreaded = facts.content?.isThreaded ?? false;
      refuseInvalid([
        ...findEditProblems(type, edit, facts),
        ...findTextProblems(type, edited, { isThreaded }),
      ]);
      step.audited.before = wordsOf({ ...facts.content, ...given(before) });
      step.audited.after = wordsOf(edited);
      await deps.store.executions.act(step.tx, {
        stepExecutionId,
        actorId: actor.userId,
        action: 'edit',
        now: step.now,
        set: { pinned: bind(deps, facts, step, edited) },
      });
    },
  });
}

/** What a person makes of a message: their words, the rest as it stands. */
function editedWords(
  { content }: SendFacts,
  {
    language,
    editedById,
    ...edit
  }: Omit<EditStep, 'draftHash'> & {
    language: string | null;
    editedById: string;
  },
): PinnedContent {
  const before = content?.pinned;
  return {
    ...before,
    origin: 'edited',
    language,
    variants: null,
    subject: edit.subject ?? (before?.subject === undefined ? (content?.subject ?? null) : before.subject),
    body: edit.body ?? before?.body ?? content?.body ?? null,
    bodyText: edit.body === undefined ? (before?.bodyText ?? content?.bodyText ?? null) : null,
    to: edit.to ?? before?.to ?? null,
    cc: edit.cc ?? before?.cc ?? content?.cc ?? null,
    bcc: edit.bcc ?? before?.bcc ?? content?.bcc ?? null,
    editedById,
  };
}

/** @throws ProblemError `conflict`, with the draft and what happened last, when it is not the one that was seen */
async function refuseUnseen(
  deps: CommandDeps,
  { tx, actor, execution: { stepExecutionId }, last: { action, at, by } }: LockedStep,
  seen: string | undefined,
): Promise<void> {
  if (seen === undefined) return;
  const here = { ...deps, db: tx as unknown as CommandDeps['db'] };
  const { draft } = await readQueueRow(here, actor, { stepExecutionId });
  refuseOtherDraft(draft, { seen, happened: action === null ? null : { action, at, by } });
}

/**
 * What a person sends as they saw it is bound to the facts behind it, as an edit is: if these move before it leaves, it
 * comes back to them (D7). What is bound already stays.
 */
async function asSeen(deps: CommandDeps, step: LockedStep): Promise<Pick<ActionSet, 'pinned'>> {
  const { facts, language } = inTheirLanguage(await readFacts(deps, step));
  if (facts.content?.pinned?.factsHash != null) return {};
  const words = editedWords(facts, { language, editedById: step.actor.userId });
  return { pinned: bind(deps, facts, step, words) };
}

const WORDS = ['subject', 'body', 'bodyText', 'to', 'cc', 'bcc'] as const;
type Words = Partial<Record<(typeof WORDS)[number], unknown>>;

/** What of a message a person can edit, for the audit. */
const wordsOf = (content: Words): Record<string, unknown> =>
  Object.fromEntries(WORDS.map((word) => [word, content[word] ?? null]));

/** What is pinned; the rest is as the step says it. */
const given = (pinned: Words | null | undefined): Words =>
  Object.fromEntries(Object.entries(pinned ?? {}).filter(([, value]) => value != null));

/** Whether a person is to see a text first that a language model has not written (M4). */
function isWaitingForText({ snapshot, execution }: LockedStep): boolean {
  const step = snapshot.steps.find((each) => each.stepId === execution.stepId);
  const isPrompted = execution.status === 'ready' || step?.isPrompted === true;
  return execution.isManual && isPrompted && !execution.hasText;
}

/** Whether a retry of it is to be written, not sent: its text is missing, or says what is not true any more. */
function isToBeWritten(
  { execution, row }: LockedStep,
  pinned: PinnedContent | null | undefined,
): pinned is PinnedContent {
  if (!execution.isManual || !pinned?.prompt || pinned.origin === 'edited') return false;
  return pinned.origin === 'template' || row.errorCode === 'facts_moved';
}

/** Back into the queue without a text: it is written anew, for the person to look at. */
function askForText(deps: CommandDeps, { tx, now, actor, execution }: LockedStep, pinned: PinnedContent) {
  const noText = { subject: null, body: null, bodyText: null, factsHash: null, writtenFrom: null };
  const noError = { errorCode: null, errorDetail: null } as const;
  return deps.store.executions.act(tx, {
    stepExecutionId: execution.stepExecutionId,
    actorId: actor.userId,
    action: 'retry',
    now,
    set: { status: 'ready', ...noError, pinned: { ...pinned, ...noText, origin: 'template' } },
  });
}

/** Binds edited content to what it depends on now. */
function bind(
  deps: CommandDeps,
  facts: SendFacts,
  { snapshot, execution }: LockedStep,
  pinned: PinnedContent,
): PinnedContent {
  const step = snapshot.steps.find((row) => row.stepId === execution.stepId) ?? null;
  const { contactId } = snapshot.enrollment;
  const about = { ...facts, content: facts.content && { ...facts.content, pinned } };
  const meant = execution.type === 'sms' ? numberMeantFor : meantFor;
  const { to } = meant({ facts: about, contactTypes: contactTypesOf(execution, step), contactId });
  return { ...pinned, factsHash: deps.hash(factsFingerprint(facts, to)) };
}

async function readFacts(
  deps: CommandDeps,
  { tx, now, snapshot, execution }: LockedStep,
): Promise<SendFacts> {
  const facts = await deps.store.sendFacts.readSendFacts(tx, {
    customerId: snapshot.enrollment.customerId,
    mailboxId: null,
    channel: STEP_TRAITS[execution.type].channel ?? 'email',
    stepExecutionId: execution.stepExecutionId,
    now,
  });
  if (!facts) throw new ProblemError('not_found', 'No such queue row.');
  return facts;
}

function requireMessage({ row }: LockedStep): void {
  if (!isMessage(row.type)) throw new ProblemError('conflict', `A ${row.type} is completed, not sent.`);
}

/** A send overrides what holds the row back, except the contact policy (Q2); it passes the line of a limit, not the limit. */
function request(
  deps: CommandDeps,
  actor: Actor,
  { tx, now, execution }: LockedStep,
  action: string,
  set: Pick<ActionSet, 'pinned' | 'status' | 'errorCode' | 'errorDetail' | 'forceReason'>,
): Promise<void> {
  const { heldReason } = execution;
  const isKept = heldReason === 'contact_policy' && set.forceReason == null;
  const released = isKept ? {} : { heldReason: null, heldUntil: null };
  return deps.store.executions.act(tx, {
    stepExecutionId: execution.stepExecutionId,
    actorId: actor.userId,
    action,
    now,
    set: { ...set, ...released, sendRequestedAt: now },
  });
}
