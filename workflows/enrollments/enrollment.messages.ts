import { defineQuery, defineSignal } from '@temporalio/workflow';
import type { Directive } from '../../contracts/enrollments/directive.ts';

/** Starts or continues an enrollment; the optional members survive continue-as-new. */
export interface EnrollmentInput {
  enrollmentId: string;
  /** Wake-ups received by the runs before this one (continue-as-new). */
  wakesBefore?: number;
  /** The directive that the run before had not yet followed. */
  directive?: Directive;
  /** Bounds of one run; tests lower them. */
  limits?: RunLimits;
}

/** A run that reaches one of these continues as new. */
export interface RunLimits {
  events: number;
  wakes: number;
}

/** How it ended: a stop reason, or `completed`. */
export interface EnrollmentResult {
  outcome: string;
}

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
