import type { FieldProblem } from '../../contracts/problems.ts';
import { checkAudience } from '../../domain/automations/check-audience.ts';
import type { StoredAutomation } from '../../domain/automations/definition.ts';
import { findSettingProblems, findStartProblems } from '../../domain/automations/definition-rules.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';

/** A definition as it is to be saved, or set running. */
export interface Examined {
  automation: StoredAutomation;
  /** Empty groups and actions are refused too (A3). */
  isStarting: boolean;
  now: number;
}

/** Everything that keeps a definition from being saved, or set running, each with its path. */
export function findDefinitionProblems(
  _deps: CommandDeps,
  _tx: Tx,
  { automation, isStarting, now }: Examined,
): Promise<FieldProblem[]> {
  const audience = checkAudience(automation.audience, 'audience', { isStarting });
  return Promise.resolve([
    ...findSettingProblems(automation),
    ...(isStarting ? findStartProblems(automation, now) : []),
    ...audience.problems,
  ]);
}
