import type { Target } from '../../contracts/sequences/branches.ts';
import { behind, firstOf, placeOf, type Graph, type Place } from './graph.ts';

/** How an enrollment passes the steps of a sequence. */
export interface Passing<P extends Place> {
  /** Where it went behind a step, and when; null: nothing was decided there. */
  decisionAt: (place: P) => { target: Target; at: number } | null;
  /** Whether an outcome of the step, or the step itself, is still to come before it is known what follows. */
  isWaitedFor: (place: P) => boolean;
  /** The steps that it had before they were moved, in the order in which it had them. */
  moved: readonly MovedStep<P>[];
}

/** A step that was moved after an enrollment had it: that goes on from where it stood (S6). */
export interface MovedStep<P extends Place> {
  place: P;
  /** What stood behind it; null: nothing did. */
  behind: P | null;
  /** Whether the turn of another step comes after it. */
  isBefore: (place: P) => boolean;
}

/** A step on a path; `reachedAt`: when the last decision before it was made, null: none was. */
export interface PathStep<P extends Place> {
  place: P;
  reachedAt: number | null;
  /** The first behind a decision. */
  isTarget: boolean;
}

/** The path of an enrollment, as far as it is known; what follows the step it waits for is not. */
export interface Path<P extends Place> {
  steps: PathStep<P>[];
  /** Null: the path is known to its end. */
  waitsFor: P | null;
}

/**
 * Walks from the first step of `main` through the decisions made so far (S15). A removed step is passed by its decision,
 * or by; one that was moved stands where it was when the enrollment had it, and is walked over where it is now; one that is
 * met again is passed as it was before.
 */
export function walkPath<P extends Place>(
  graph: Graph<P>,
  { decisionAt, isWaitedFor, moved }: Passing<P>,
): Path<P> {
  const steps: PathStep<P>[] = [];
  const met = new Set<string>();
  const walkedOver = new Set<string>();
  let reachedAt: number | null = null;
  let isTarget = false;
  let next = firstOf(graph);
  for (;;) {
    const strayed = moved.find(({ place }) => !met.has(place.stepId));
    const isOver: boolean = next === null || met.has(next.stepId);
    const place: P | null = strayed && (isOver || strayed.isBefore(next!)) ? strayed.place : next;
    if (place === null || walkedOver.has(place.stepId)) return { steps, waitsFor: null };
    const decision = decisionAt(place);
    const own = moved.find((each) => each.place.stepId === place.stepId);
    if (met.has(place.stepId)) {
      walkedOver.add(place.stepId);
      isTarget = false;
      if (own) {
        next = behind(graph, place);
        continue;
      }
    } else {
      met.add(place.stepId);
      if (!place.isRemoved) {
        steps.push({ place, reachedAt, isTarget });
        isTarget = false;
      }
      if (decision === null && !place.isRemoved && isWaitedFor(place)) return { steps, waitsFor: place };
      if (decision !== null) {
        reachedAt = decision.at;
        isTarget = true;
      }
    }
    const follows = own ? own.behind : behind(graph, place);
    const target = decision?.target ?? null;
    next = target === null || target.kind === 'next' ? follows : placeOf(graph, place, target);
  }
}
