import { addressedTo } from '../../domain/sending/recipients.ts';
import type { Viewer } from '../../contracts/actor.ts';
import type { Explanation } from '../../contracts/enrollments/explanation.ts';
import { found } from '../../contracts/problems.ts';
import { explain, nextToPrepare } from '../../domain/enrollments/explain.ts';
import type { ExplainDetails } from '../../domain/enrollments/explain-reasons.ts';
import { senderOf } from '../../domain/enrollments/sender.ts';
import { prepareMessage } from '../../domain/enrollments/prepare-step.ts';
import { contactTypesOf, type EnrollmentSnapshot } from '../../domain/enrollments/snapshot.ts';
import { STEP_TRAITS } from '../../domain/sequences/step-rules.ts';
import type { CommandDeps } from '../deps.ts';
import { DRAFT_UNSUBSCRIBE_URL } from '../sending/draft-link.ts';

/**
 * When does the next message of an enrollment leave, and what holds it back (O7)? What the message would say and to whom
 * is worked out as the claim does it, so that what would fail then is told now. Reads only.
 *
 * @throws ProblemError `not_found` when absent or of a hidden customer
 */
export async function explainEnrollment(
  deps: CommandDeps,
  viewer: Viewer,
  { enrollmentId }: { enrollmentId: string },
): Promise<Explanation> {
  const now = await deps.now();
  found(await deps.store.enrollmentViews.find(deps.db, viewer, { enrollmentId, now }), 'enrollment');
  const [read] = await deps.store.snapshots.readSnapshots(deps.db, { enrollmentIds: [enrollmentId], now });
  const snapshot = found(read, 'enrollment');
  const { sequenceId, customerId } = snapshot.enrollment;
  const [details, putOffs, holds, mailboxReason, keptBack, outlook] = await Promise.all([
    deps.store.executions.readDetails(deps.db, enrollmentId),
    deps.store.executions.readPutOffs(deps.db, enrollmentId),
    deps.store.holds.listOpenOf(deps.db, { enrollmentId, sequenceId, customerId, now }),
    deps.store.mailboxHealth.readReason(
      deps.db,
      snapshot.mailboxes.flatMap(({ heirId }) => heirId ?? []),
    ),
    deps.store.holdViews.listKeptBack(deps.db, viewer, { customerId, now }),
    readOutlook(deps, snapshot, now),
  ]);
  return explain(snapshot, now, { details, putOffs, holds, mailboxReason, keptBack, ...outlook });
}

type Outlook = Pick<ExplainDetails, 'obstacle' | 'contact'>;

const NOTHING: Outlook = { obstacle: null, contact: null };

/** What the claim of the next message would find if it were made now: what is wrong with it, whom it is for. */
async function readOutlook(deps: CommandDeps, snapshot: EnrollmentSnapshot, now: number): Promise<Outlook> {
  const next = nextToPrepare(snapshot, now);
  if (!next) return NOTHING;
  const { enrollment } = snapshot;
  const { execution, step } = next;
  const { stepExecutionId } = execution;
  const facts = await deps.store.sendFacts.readSendFacts(deps.db, {
    customerId: enrollment.customerId,
    ...senderOf(snapshot, execution, step),
    stepExecutionId,
    now,
  });
  if (!facts) return NOTHING;
  const prepared = prepareMessage({
    snapshot,
    facts,
    contactTypes: contactTypesOf(execution, step),
    isManual: execution.isManual,
    now,
    unsubscribeUrl: DRAFT_UNSUBSCRIBE_URL,
    hash: deps.hash,
    channel: STEP_TRAITS[step.type].channel ?? 'email',
  });
  switch (prepared.kind) {
    case 'error':
      return { ...NOTHING, obstacle: { code: prepared.code, text: prepared.detail } };
    case 'skip':
      return NOTHING;
    case 'unwritten':
    case 'message': {
      if (facts.forceReason !== null) return NOTHING;
      const to = prepared.kind === 'unwritten' ? prepared.text.to : addressedTo(prepared.message.recipients);
      const since = snapshot.executions.find((row) => row.stepExecutionId === stepExecutionId)?.dueAt ?? null;
      const { lately, organisation } = facts;
      const contact = { lately, zone: organisation.zone, sourceId: stepExecutionId, since, to };
      return { obstacle: null, contact };
    }
  }
}
