import type { Decision } from './decide.ts';

/** The step that follows one that has just ended (S21): one that waits for a person from now on, else what comes next. */
export function stepThatFollows({
  became,
  nextStepId,
}: Pick<Decision, 'became' | 'nextStepId'>): string | null {
  return became.find(({ kind }) => kind === 'ready')?.step.stepId ?? nextStepId;
}
