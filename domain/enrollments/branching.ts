import type { Condition, Fallback, Target } from '../../contracts/sequences/branches.ts';
import type { EdgeDecider } from '../../contracts/sequences/kinds.ts';
import type { Graph, Place } from '../sequences/graph.ts';

/** A step's place, with what decides behind it. Instants are epoch milliseconds. */
export interface BranchingPlace extends Place {
  conditions: Condition[];
  fallback: Fallback | null;
  /** Since when it has conditions or a fallback: what ended before went on without; null: it has none. */
  decidesSince: number | null;
  /** When those were last edited; null: never. */
  branchingEditedAt: number | null;
  /** When it was moved, in order, and what stood behind it where it was; null: nothing did. */
  moves: { at: number; behind: string | null }[];
}

/** What follows a step with conditions: open until it is decided, which happens once. */
export interface Edge {
  stepId: string;
  /** When the step ended: the fallback counts from here. */
  openedAt: number;
  /** When the fallback comes, as it was computed last; null: never. */
  fallbackAt: number | null;
  decidedAt: number | null;
  decidedBy: EdgeDecider | null;
  outcome: string | null;
  target: Target | null;
}

/** What a person, a mail system or the tracker told, as the outcome that it is. */
export interface OutcomeEvent {
  eventId: string;
  /** As conditions name it: `clicked`, or a label. */
  outcome: string;
  /** Chosen by a person for a step (`mark as`). */
  isMark: boolean;
  /** A hit of the tracker: it belongs to its message. */
  isHit: boolean;
  /** What a gateway says became of one sms: it belongs to that message, and not to the edge that is open. */
  isReport: boolean;
  stepExecutionId: string | null;
  /** Whose copy of the message; 1 is the main one. */
  n: number;
  occurredAt: number;
  /** Since when it counts; null: it still has to be judged. */
  judgedAt: number | null;
}

/** What an enrollment knows of the branches of its sequence. */
export interface Branching extends Graph<BranchingPlace> {
  /** By branch id, those that were removed included. */
  branchNames: Record<string, string>;
  edges: Edge[];
  events: OutcomeEvent[];
}
