import type { Viewer } from '../../contracts/actor.ts';
import { found, refuseInvalid } from '../../contracts/problems.ts';
import type { PreviewReply, PreviewStep } from '../../contracts/sequences/step-preview.ts';
import type { SequenceDefinition, StoredStep } from '../../domain/sequences/definition.ts';
import type { PreviewCustomer } from '../../infra/db/sequences/step-previews.ts';
import { newStepContent } from '../../domain/sequences/new-step.ts';
import { renderStep } from '../../domain/sequences/render-step.ts';
import { findStepProblems, isMessage, type StepContent } from '../../domain/sequences/step-rules.ts';
import { movedText, planFrom } from '../../domain/sequences/timing-warnings.ts';
import { localDateOf, localTimeOf } from '../../domain/time/calendar.ts';
import type { CommandDeps } from '../deps.ts';
import { DRAFT_UNSUBSCRIBE_URL } from '../sending/draft-link.ts';

/** Stands for the id of a step that is not saved. */
const UNSAVED = 'unsaved';

/**
 * Renders a step, saved or not, with live data of a named customer, or of the enrolled one with the largest open
 * balance (S19). Nothing is written. `preview` is null when nobody is enrolled whom the viewer may see.
 *
 * @throws ProblemError `not_found` for an unknown sequence, step or customer
 * @throws ProblemError `validation` when an unsaved step could not be saved
 */
export async function previewStep(
  deps: CommandDeps,
  viewer: Viewer,
  input: PreviewStep & { sequenceId: string },
): Promise<PreviewReply> {
  const { db, store } = deps;
  const definition = found(await store.sequences.loadDefinition(db, input.sequenceId), 'sequence');
  const { step, template } = stepToRender(definition, input);
  const customer = await findCustomer(deps, viewer, input);
  if (!customer) return { preview: null };
  const loaded = found(
    await store.sendFacts.loadRenderFacts(db, {
      customerId: customer.id,
      ...senderOfPreview(step, definition.sequence),
      contactTypes: step.contactTypes,
      contactId: customer.contactId,
      now: await deps.now(),
      unsubscribeUrl: DRAFT_UNSUBSCRIBE_URL,
    }),
    'customer',
  );
  const recipient = isMessage(step.type) ? loaded.recipient : null;
  const rendered = renderStep(step, loaded.facts, { subject: customer.threadSubject, template });
  if (isMessage(step.type) && !recipient)
    rendered.problems.push({ field: 'recipient', message: loaded.noRecipient });
  const start = startOf(definition, input, step, await deps.now());
  const notAsked = definition.sequence.purpose === 'collections' ? loaded.notAsked : null;
  const { id, name } = customer;
  return { preview: { customer: { id, name }, recipient, start, notAsked, ...rendered } };
}

/** From where a step would leave as its definition says it. */
function senderOfPreview(step: StepContent, sequence: SequenceDefinition['sequence']) {
  if (step.type === 'sms') return { mailboxId: sequence.smsSenderId, channel: 'sms' } as const;
  return {
    mailboxId: step.mailboxId ?? sequence.mailboxId,
    fromAddress: step.fromAddress ?? (step.mailboxId === null ? sequence.fromAddress : null),
  };
}

/**
 * When the step leaves for somebody who starts today: where it stands, or would if it were saved (S4, S13, S22). What stands
 * in another branch than `main` leaves when an outcome leads there; `listPaths` has its times.
 */
function startOf(
  definition: SequenceDefinition,
  { stepId, step: unsaved }: PreviewStep,
  step: StepContent,
  now: number,
): NonNullable<PreviewReply['preview']>['start'] {
  const { sequence } = definition;
  const branchId = branchOf(definition, { stepId, step: unsaved });
  if (branchId !== definition.branches[0]?.id) return null;
  const steps = definition.steps.filter((saved) => saved.branchId === branchId);
  const startDate = localDateOf(now, sequence.zone);
  const place = (unsaved?.position ?? steps.length + 1) - 1;
  const added = { ...step, id: UNSAVED, sequenceId: sequence.id, branchId, position: place + 1 };
  const all: StoredStep[] = unsaved
    ? [
        ...steps.slice(0, place),
        {
          ...added,
          timingEditedAt: now,
          deliveryEditedAt: null,
          decidesSince: null,
          branchingEditedAt: null,
        },
        ...steps.slice(place),
      ]
    : steps;
  const numbered = all.map((row, index) => ({ ...row, position: index + 1 }));
  const ideal = planFrom({ sequence, steps: numbered }, startDate).get(stepId ?? UNSAVED);
  if (!ideal) return null;
  const { leavesAt, movedBy, isSkipped, date } = ideal;
  return {
    startDate,
    dueAt: new Date(leavesAt).toISOString(),
    localTime: `${date} ${localTimeOf(leavesAt, sequence.zone)}`,
    movedBy,
    isSkipped,
    text: movedBy === null ? null : movedText(sequence, ideal),
  };
}

/** The step, and the subject of the first email before it, which it may answer (M5). */
function stepToRender(
  definition: SequenceDefinition,
  { stepId, step }: PreviewStep,
): { step: StepContent; template: string | null } {
  const branchId = branchOf(definition, { stepId, step });
  const inBranch = definition.steps.filter((saved) => saved.branchId === branchId);
  const subjectOf = (steps: readonly StoredStep[]) =>
    steps.find(({ type, subject }) => type === 'email' && subject !== null)?.subject ?? null;
  // It answers the first of its branch before it, else the first of those that lead there.
  const elsewhere = definition.steps.filter((saved) => saved.branchId !== branchId);
  const subjectBefore = (place: number) => subjectOf(inBranch.slice(0, place)) ?? subjectOf(elsewhere);
  if (!step) {
    const place = inBranch.findIndex((saved) => saved.id === stepId);
    return { step: found(inBranch[place], 'step'), template: subjectBefore(place) };
  }
  if (!definition.branches.some(({ id }) => id === branchId))
    refuseInvalid([{ field: 'step.branchId', message: 'is no branch of this sequence' }]);
  const content = newStepContent(step, definition.sequence.defaultDelivery);
  const problems = findStepProblems(content, definition.sequence);
  refuseInvalid(problems.map(({ field, message }) => ({ field: `step.${field}`, message })));
  return { step: content, template: subjectBefore((step.position ?? inBranch.length + 1) - 1) };
}

/** Where a step stands, or would if it were saved. */
function branchOf(
  { steps, branches }: SequenceDefinition,
  { stepId, step }: Pick<PreviewStep, 'stepId' | 'step'>,
): string {
  const saved = steps.find(({ id }) => id === stepId)?.branchId;
  return saved ?? step?.branchId ?? branches[0]!.id;
}

async function findCustomer(
  { db, store }: CommandDeps,
  viewer: Viewer,
  { sequenceId, customerId }: { sequenceId: string; customerId?: string | undefined },
): Promise<PreviewCustomer | null> {
  if (customerId === undefined) return store.stepPreviews.findEnrolledCustomer(db, viewer, { sequenceId });
  return found(await store.stepPreviews.findCustomer(db, viewer, { customerId, sequenceId }), 'customer');
}
