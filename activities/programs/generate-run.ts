import { generateRun, type GeneratedRun } from '../../commands/programs/runs/generate-run.ts';
import type { ProgramRunInput } from '../../workflows/programs/program-run.messages.ts';
import type { ActivityDeps } from '../deps.ts';
import { whileBeating } from '../while-beating.ts';

/** Finds who gets what in a run, and writes it. */
export function createGenerateRun(deps: ActivityDeps) {
  return (input: ProgramRunInput): Promise<GeneratedRun> =>
    whileBeating(deps, () => generateRun(deps, input));
}
