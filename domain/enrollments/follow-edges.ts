import type { StopReason } from '../../contracts/enrollments/kinds.ts';
import type { BranchingPlace, Edge } from './branching.ts';
import type { Deciding } from './decided-rows.ts';
import { onPath, pathOf } from './enrollment-path.ts';
import { judgeEdge, newEdge } from './judge-edge.ts';
import { isFinal, type EnrollmentSnapshot, type Execution } from './snapshot.ts';

/** An edge that an enrollment waits at; `until`: when its fallback comes, null: never. */
export interface OpenEdge {
  edge: Edge;
  execution: Execution;
  until: number | null;
}

/** How far an enrollment has come on its path. */
interface Followed {
  /** The edge it waits at. */
  open: OpenEdge | null;
  /** What ends it, kept for a condition that is none any more. */
  stop: StopReason | null;
  /** The path is known to its end: no outcome of any step is still to come. */
  isKnown: boolean;
}

/**
 * Walks on through every edge that can be decided now, and opens the one that cannot (S15). Afterwards the steps of the
 * working copy are its path.
 */
export function followEdges(deciding: Deciding): Followed {
  const { working, now } = deciding;
  for (;;) {
    const { branching, executions } = working;
    if (branching === null) return { open: null, stop: null, isKnown: true };
    working.steps = onPath(working).steps;
    const waiting = waitingAt(working);
    const place = waiting?.place;
    const execution = executions.find(({ stepId }) => stepId === place?.stepId);
    if (!place || !execution || !isFinal(execution.status))
      return { open: null, stop: null, isKnown: !place };
    const edge = waiting.edge ?? newEdge(execution, now);
    const verdict = judgeEdge(working, { place, execution, edge }, now);
    if (verdict.kind === 'stop') return { open: null, stop: verdict.reason, isKnown: false };
    saveEdge(deciding, verdict.edge);
    if (verdict.kind === 'open') return { open: { ...verdict, execution }, stop: null, isKnown: false };
  }
}

/** The step behind which the path of an enrollment is not known, with its edge once that is open; null: it is known. */
export function waitingAt({
  branching,
  executions,
}: EnrollmentSnapshot): { place: BranchingPlace; edge: Edge | null } | null {
  const place = branching && pathOf(branching, executions).waitsFor;
  if (!place) return null;
  return { place, edge: branching.edges.find(({ stepId }) => stepId === place.stepId) ?? null };
}

/** Puts an edge into the working copy, and into what is written when it changed. */
function saveEdge({ working, decision }: Deciding, edge: Edge): void {
  const { branching } = working;
  if (branching === null) return;
  const before = branching.edges.find(({ stepId }) => stepId === edge.stepId);
  const isSame = before && before.fallbackAt === edge.fallbackAt && before.decidedAt === edge.decidedAt;
  if (isSame) return;
  const others = branching.edges.filter(({ stepId }) => stepId !== edge.stepId);
  working.branching = { ...branching, edges: [...others, edge] };
  decision.edges = [...decision.edges.filter(({ stepId }) => stepId !== edge.stepId), edge];
}
