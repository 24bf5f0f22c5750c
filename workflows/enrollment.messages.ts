import { defineQuery, defineSignal } from '@temporalio/workflow';
import type { WaitReason } from '../contracts/kinds.ts';

/** Starts or continues an enrollment. `run` carries what survives continue-as-new. */
export interface EnrollmentInput {
  enrollmentId: string;
  /** Wake-ups received by the runs before this one (continue-as-new). */
  wakesBefore?: number;
  /** The directive that the run before had not yet followed. */
  directive?: Directive;
}

/** How it ended: a stop reason, or `completed`. */
export interface EnrollmentResult {
  outcome: string;
}

/**
 * What an enrollment does next, computed in an activity from PostgreSQL.
 * `wait.until` is epoch milliseconds, null: only a wake-up ends it; `stepExecutionId` is what the armed timer is for.
 */
export type Directive =
  | { kind: 'execute'; stepExecutionId: string; ordinal: number }
  | { kind: 'wait'; until: number | null; reason: WaitReason; stepExecutionId: string | null; ordinal: number | null }
  | { kind: 'finished'; reason: string };

/** For support only; the product reads PostgreSQL. */
export interface EnrollmentState {
  directive: Directive | null;
  /** Wake-ups received since the enrollment began, over all runs. */
  wakes: number;
}

/** The row changed: look again. The only signal of an enrollment. */
export const intentChanged = defineSignal('intentChanged');
export const state = defineQuery<EnrollmentState>('state');

const PREFIX = 'enrollment/';
export const enrollmentWorkflowId = (enrollmentId: string) => `${PREFIX}${enrollmentId}`;
/** The enrollment behind a workflow id, or null for another kind of workflow. */
export const enrollmentIdOf = (workflowId: string) =>
  workflowId.startsWith(PREFIX) ? workflowId.slice(PREFIX.length) : null;
