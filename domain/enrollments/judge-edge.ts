import { hasEdge, NEXT, stepMeant } from '../sequences/graph.ts';
import type { Target } from '../../contracts/sequences/branches.ts';
import type { StopReason } from '../../contracts/enrollments/kinds.ts';
import { isMessage } from '../sequences/step-rules.ts';
import { SETTLES_AFTER_MS } from '../tracking/judge-hit.ts';
import type { BranchingPlace, Edge, OutcomeEvent } from './branching.ts';
import { delayEnd } from './delay-end.ts';
import type { EnrollmentSnapshot, Execution } from './snapshot.ts';

/** What becomes of an edge: it is decided, something stops the enrollment, or it waits; `until` null: for an outcome only. */
export type Verdict =
  | { kind: 'decided'; edge: Edge }
  | { kind: 'stop'; reason: StopReason }
  | { kind: 'open'; edge: Edge; until: number | null };

/** A step that has ended, and the edge behind it. */
export interface Ended {
  place: BranchingPlace;
  execution: Execution;
  edge: Edge;
}

/** The edge behind a step that has just ended. */
export function newEdge({ stepId, endedAt }: Execution, now: number): Edge {
  return {
    stepId,
    openedAt: endedAt ?? now,
    fallbackAt: null,
    decidedAt: null,
    decidedBy: null,
    outcome: null,
    target: null,
  };
}

/**
 * Where an enrollment goes behind a step that has ended, as its conditions are now (S15): the earliest outcome that has one,
 * else the fallback when its time has come; the moment at which something happened counts, not that of this look. Pure:
 * there is one winner, whatever arrives in which order.
 */
export function judgeEdge(
  snapshot: EnrollmentSnapshot,
  { place, execution, edge }: Ended,
  now: number,
): Verdict {
  const decide = (change: Pick<Edge, 'decidedBy' | 'outcome' | 'target'>, at: number): Verdict => {
    // What an edit made of it is decided at the edit.
    const editedAt = sinceOpening(place, edge);
    return {
      kind: 'decided',
      edge: { ...edge, ...change, decidedAt: Math.max(at, edge.openedAt, editedAt) },
    };
  };
  const { fallback } = place;
  if (execution.status !== 'done')
    return decide({ decidedBy: 'skipped', outcome: null, target: fallback?.target ?? NEXT }, edge.openedAt);
  const fallbackAt = fallbackOf(snapshot, { place, edge }, now);
  const events = eventsOf(snapshot, { execution, edge }, now).filter(
    (event) => fallbackAt === null || momentOf(event, now) <= fallbackAt,
  );
  const winner = earliest(
    events.filter((event) => isSettled(event) && targetOf(snapshot, place, event.outcome) !== null),
    now,
  );
  if (winner) {
    const decidedBy = winner.isMark ? 'mark_as' : 'outcome';
    const target = targetOf(snapshot, place, winner.outcome);
    return decide({ decidedBy, outcome: winner.outcome, target }, winner.judgedAt ?? now);
  }
  const stop = stopOf(snapshot, events);
  if (stop) return { kind: 'stop', reason: stop };
  if (fallback === null || fallbackAt === null) {
    if (!hasEdge(place) || !isMessage(execution.type))
      return decide({ decidedBy: 'next', outcome: null, target: NEXT }, edge.openedAt);
    return { kind: 'open', edge: { ...edge, fallbackAt: null }, until: null };
  }
  const open = { ...edge, fallbackAt };
  if (fallbackAt > now) return { kind: 'open', edge: open, until: fallbackAt };
  // So long it waits for a hit that is being judged, and no moment less: then its judge has been asked.
  const latest = fallbackAt + SETTLES_AFTER_MS;
  const isJudged = events.every((event) => event.judgedAt !== null || !isConditioned(place, event));
  if (!isJudged && latest > now) return { kind: 'open', edge: open, until: latest };
  return decide({ decidedBy: 'fallback', outcome: null, target: fallback.target }, fallbackAt);
}

/** When the fallback comes: held time does not consume it, and one that an edit put into the past comes at the edit. */
function fallbackOf(
  snapshot: EnrollmentSnapshot,
  { place, edge }: Pick<Ended, 'place' | 'edge'>,
  now: number,
): number | null {
  if (place.fallback === null) return null;
  const { amount, unit } = place.fallback;
  const base = { at: edge.openedAt, isStep: false };
  const end = delayEnd(snapshot, { kind: 'delay', amount, unit, atTime: null }, base, now);
  return Math.max(end, sinceOpening(place, edge));
}

/** When an open edge was last edited; 0: not since it opened. */
function sinceOpening({ branchingEditedAt }: BranchingPlace, { openedAt }: Edge): number {
  return branchingEditedAt !== null && branchingEditedAt > openedAt ? branchingEditedAt : 0;
}

/** When something happened, which is never later than when it was told. */
function momentOf({ occurredAt, judgedAt }: OutcomeEvent, now: number): number {
  return Math.min(occurredAt, judgedAt ?? now);
}

/**
 * The outcomes that are of this step's edge (S15): hits, marks and reports of gateways are of their step; a reply, a bounce, an unsubscribe is of
 * the edge that is open, or of the step whose message it names, also when it was faster than our commit. Of marks set
 * before the step ended the last counts. What becomes of a copy concerns nobody else, but anybody may reply.
 */
function eventsOf(
  { branching }: Pick<EnrollmentSnapshot, 'branching'>,
  { execution: { stepExecutionId }, edge }: Pick<Ended, 'execution' | 'edge'>,
  now: number,
): OutcomeEvent[] {
  const own = (branching?.events ?? []).filter((event) => {
    if (event.n > 1 && event.outcome !== 'replied') return false;
    if (event.stepExecutionId === stepExecutionId) return true;
    return !event.isMark && !event.isHit && !event.isReport && momentOf(event, now) >= edge.openedAt;
  });
  const before = own.findLast(({ isMark, occurredAt }) => isMark && occurredAt <= edge.openedAt);
  return own.filter((event) => !event.isMark || event.occurredAt > edge.openedAt || event === before);
}

/** A hit counts once it was judged; what else waited for the hand-over to be settled counts now. */
function isSettled({ isHit, judgedAt }: OutcomeEvent): boolean {
  return judgedAt !== null || !isHit;
}

/** Whether a step has a condition for what happened. */
export function isConditioned({ conditions }: BranchingPlace, event: OutcomeEvent): boolean {
  return conditions.some(({ outcome }) => outcome === event.outcome);
}

/**
 * Where an outcome of a step leads; null: nowhere. To whoever unsubscribed or opted out only a person may turn: anything
 * else stops (S15).
 */
export function targetOf(
  { branching }: Pick<EnrollmentSnapshot, 'branching'>,
  place: BranchingPlace,
  outcome: string,
): Target | null {
  const condition = place.conditions.find((each) => each.outcome === outcome);
  if (!condition || branching === null) return null;
  if (outcome !== 'unsubscribed' && outcome !== 'opted_out') return condition.target;
  const meant = stepMeant(branching, place, condition.target);
  const step = branching.steps.find(({ stepId }) => stepId === meant?.stepId);
  return step?.isManual === true ? condition.target : null;
}

/** The stop rule of what was kept for a condition that is none any more (S16). */
function stopOf(
  { sequence: { stopRules } }: EnrollmentSnapshot,
  events: readonly OutcomeEvent[],
): StopReason | null {
  for (const { outcome, judgedAt, isHit, isMark } of events) {
    if (judgedAt !== null || isHit || isMark) continue;
    if (outcome === 'replied' && stopRules.onReply && !stopRules.holdOnReply) return 'reply';
    if (outcome === 'bounced' && stopRules.onBounce) return 'bounce';
    if (outcome === 'unsubscribed' || outcome === 'opted_out') return 'unsubscribe';
  }
  return null;
}

function earliest(events: readonly OutcomeEvent[], now: number): OutcomeEvent | null {
  return events.reduce<OutcomeEvent | null>(
    (first, event) => (first === null || momentOf(event, now) < momentOf(first, now) ? event : first),
    null,
  );
}
