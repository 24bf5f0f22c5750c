import type { Viewer } from '../../../contracts/actor.ts';
import { found } from '../../../contracts/problems.ts';
import type { QueueDetail } from '../../../contracts/enrollments/queue.ts';
import { localDateOf } from '../../../domain/time/calendar.ts';
import { senderOf } from '../../../domain/enrollments/sender.ts';
import { prepareMessage, type PreparedStep } from '../../../domain/enrollments/prepare-step.ts';
import { draftProblemOf } from '../../../domain/sending/compose-message.ts';
import { byPhone } from '../../../domain/sending/choose-number.ts';
import { countSegments } from '../../../domain/sending/sms-segments.ts';
import { STEP_TRAITS } from '../../../domain/sequences/step-rules.ts';
import { chooseContact, shownContact } from '../../../domain/sending/recipients.ts';
import { renderFactsOf } from '../../../domain/sending/send-facts.ts';
import type { RenderFacts } from '../../../domain/rendering/facts.ts';
import { renderNotes } from '../../../domain/rendering/message.ts';
import { telOf } from '../../../domain/enrollments/queue-card.ts';
import { notAskedIn } from '../../../domain/enrollments/rules.ts';
import { namedTarget } from '../../../domain/enrollments/shown-edge.ts';
import { contactTypesOf, isFinal, type EnrollmentSnapshot } from '../../../domain/enrollments/snapshot.ts';
import type { QueueClock } from '../../../infra/db/enrollments/queue.ts';
import type { CommandDeps } from '../../deps.ts';
import { readSurroundings } from './read-surroundings.ts';
import { queueClock } from './queue-clock.ts';
import { draftHashOf, draftOf } from '../../sending/draft-hash.ts';
import { DRAFT_UNSUBSCRIBE_URL } from '../../sending/draft-link.ts';

/**
 * A row of the queue with what is needed to work on it: texts, contact, and the message as it would leave now. Reads only.
 *
 * @throws ProblemError `not_found` when absent, hidden, or somebody else's task
 */
export async function readQueueRow(
  deps: CommandDeps,
  viewer: Viewer,
  { stepExecutionId, clock: given }: { stepExecutionId: string; clock?: QueueClock },
): Promise<QueueDetail> {
  const { db, store } = deps;
  const clock = given ?? (await queueClock(deps, db, await deps.now()));
  const { now } = clock;
  const row = found(await store.queue.find(db, viewer, { stepExecutionId, clock }), 'queue row');
  const [snapshot] = await store.snapshots.readSnapshots(db, { enrollmentIds: [row.enrollmentId], now });
  const { enrollment, steps, executions } = found(snapshot, 'queue row');
  const execution = executions.find((each) => each.stepExecutionId === stepExecutionId) ?? null;
  const step = steps.find((each) => each.stepId === execution?.stepId) ?? null;
  const sender = senderOf(snapshot!, execution, step);
  const contactTypes = contactTypesOf(execution, step);
  const customerId = enrollment.customerId;
  const facts = found(
    await store.sendFacts.readSendFacts(db, { customerId, ...sender, stepExecutionId, now }),
    'queue row',
  );
  const texts = found(await store.queue.readTexts(db, stepExecutionId), 'queue row');
  const { contacts } = facts;
  const { contactId } = enrollment;
  const channel = STEP_TRAITS[row.type].channel;
  // What is no message does not ask who may get one.
  const suppressed = channel === null ? [] : facts.suppressed;
  const reach = channel === 'sms' ? { reach: byPhone(facts.organisation.region ?? null) } : {};
  const contact = shownContact(chooseContact({ contacts, contactTypes, contactId, suppressed, ...reach }));
  const prepared =
    channel !== null && !isFinal(row.status)
      ? prepareMessage({
          snapshot: snapshot!,
          facts,
          contactTypes,
          isManual: execution?.isManual ?? false,
          now,
          unsubscribeUrl: DRAFT_UNSUBSCRIBE_URL,
          hash: deps.hash,
          channel,
        })
      : null;
  const message = prepared?.kind === 'message' ? prepared.message : null;
  const said = message && draftOf(message);
  const today = localDateOf(now, facts.organisation.zone);
  const words = renderFactsOf(facts, contact, { today, unsubscribeUrl: DRAFT_UNSUBSCRIBE_URL });
  return {
    ...row,
    outcomeLabels: texts.outcomeLabels,
    ...placeIn(snapshot!, execution?.stepId),
    recorded: (snapshot?.branching?.events ?? [])
      .filter((event) => event.stepExecutionId === stepExecutionId && event.n === 1)
      .map(({ outcome, occurredAt }) => ({ outcome, occurredAt: new Date(occurredAt).toISOString() })),
    instructions: fill(texts.instructions, words),
    script: fill(texts.script, words),
    contact: contact && {
      id: contact.contactId,
      name: contact.name,
      email: contact.email,
      phone: contact.phone,
      tel: telOf(contact.phone),
    },
    ...(await readSurroundings(deps, viewer, {
      customerId,
      contactId: contact?.contactId ?? null,
      today,
    })),
    draft: message &&
      said && {
        ...said,
        language: message.language,
        sms: channel === 'sms' ? countSegments(message.text) : null,
        isEdited: facts.content?.pinned?.origin === 'edited',
        hash: draftHashOf(deps, said),
      },
    draftProblem: draftProblemIn(prepared),
    notAsked: notAskedIn(snapshot!),
  };
}

/** Where a row stands in its branch, and what its outcomes lead to (Q7). */
function placeIn(
  snapshot: EnrollmentSnapshot,
  stepId: string | undefined,
): Pick<QueueDetail, 'place' | 'conditions' | 'fallback'> {
  const { branching, steps } = snapshot;
  const own = branching?.places.find((each) => each.stepId === stepId);
  const inBranch = branching
    ? branching.places.filter(({ branchId, isRemoved }) => branchId === own?.branchId && !isRemoved)
    : steps;
  const position = inBranch.findIndex((each) => each.stepId === stepId) + 1;
  const fallback = own?.fallback ?? null;
  return {
    place: position === 0 ? null : { position, of: inBranch.length },
    conditions: (own?.conditions ?? []).map(({ outcome, target }) => {
      return { outcome, target: namedTarget(snapshot, target) };
    }),
    fallback: fallback && { ...fallback, target: namedTarget(snapshot, fallback.target) },
  };
}

function draftProblemIn(prepared: PreparedStep | null): string | null {
  if (prepared === null || prepared.kind === 'message') return null;
  return prepared.kind === 'unwritten' ? 'The text has not been written.' : draftProblemOf(prepared);
}

/** A person reads it: what is known is filled, and what is missing can be seen. */
function fill(template: string | null, facts: RenderFacts): string | null {
  return template === null ? null : renderNotes(template, facts);
}
