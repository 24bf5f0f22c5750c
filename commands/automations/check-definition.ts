import type { FieldProblem } from '../../contracts/problems.ts';
import { audiencesOf } from '../../domain/automations/action-targets.ts';
import type { StoredAutomation } from '../../domain/automations/definition.ts';
import { findSettingProblems, findStartProblems } from '../../domain/automations/definition-rules.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';
import { findActionProblems } from './check-actions.ts';
import { problemsOfAudience } from './find-gone.ts';

/** A definition as it is to be saved, or set running. */
export interface Examined {
  automation: StoredAutomation;
  /** Empty groups and actions are refused too (A3). */
  isStarting: boolean;
  now: number;
}

/** Everything that keeps a definition from being saved, or set running, each with its path. */
export async function findDefinitionProblems(
  deps: CommandDeps,
  tx: Tx,
  { automation, isStarting, now }: Examined,
): Promise<FieldProblem[]> {
  const { actions } = automation;
  const problems = [
    ...findSettingProblems(automation),
    ...(isStarting ? findStartProblems(automation, now) : []),
  ];
  for (const { tree, path } of audiencesOf(automation))
    problems.push(...(await problemsOfAudience(deps, tx, { audience: tree, path, isStarting })));
  return [...problems, ...(await findActionProblems(deps, tx, { actions, isStarting }))];
}
