import type { Execution } from '../../../domain/enrollments/snapshot.ts';
import type { CommandDeps } from '../../deps.ts';
import { endStep, type StepEntry } from '../end-step.ts';
import type { LockedStep } from './act-on-step.ts';

/** Writes a step that a person ended into the customer's thread (S21), with the step that comes next. */
export async function logStep(
  deps: CommandDeps,
  step: LockedStep,
  change: Partial<Execution>,
  entry: StepEntry,
): Promise<void> {
  await endStep(deps, { ...step, label: step.row.label }, change, entry);
}
