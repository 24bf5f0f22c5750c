import type { InsightPlanStep } from '../../../contracts/insights/insights.ts';

/** What a model concluded is not true for ever (C12). */
export const AI_EXPIRES_AFTER_DAYS = 30;
export const AI_EXPIRES_AFTER_MS = AI_EXPIRES_AFTER_DAYS * 24 * 60 * 60 * 1000;

/** About one customer a model is asked once in so long, unless a person asks. */
export const ASKED_EVERY_MS = 60 * 60 * 1000;

/**
 * The steps of a model beside those of the rules, which decide who is called: nobody is asked to call where rules found
 * nothing to ask for (D8, C18, C19), and one call is enough.
 */
export function stepsBeside<Step extends InsightPlanStep>(
  rules: readonly InsightPlanStep[],
  steps: readonly Step[],
  { mayCall }: { mayCall: boolean },
): Step[] {
  const isCalled = rules.some(({ kind }) => kind === 'call');
  let calls = isCalled ? 1 : 0;
  return steps.filter(({ kind }) => kind !== 'call' || (mayCall && calls++ === 0));
}
