import type { FieldProblem } from '../../contracts/problems.ts';
import type { AutomationAction } from '../../contracts/automations/actions.ts';
import { audiencesOf } from '../../domain/automations/action-targets.ts';
import { checkAudience } from '../../domain/automations/check-audience.ts';
import type { StoredAutomation } from '../../domain/automations/definition.ts';
import { findSettingProblems, findStartProblems } from '../../domain/automations/definition-rules.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';
import { findActionProblems } from './check-actions.ts';

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
  const { audience, actions } = automation;
  return [
    ...findSettingProblems(automation),
    ...(isStarting ? findStartProblems(automation, now) : []),
    ...checkAudience(audience, 'audience', { isStarting }).problems,
    ...checkCriteria(actions, isStarting),
    ...(await findActionProblems(deps, tx, { actions, isStarting })),
  ];
}

/** Criteria of scores are audiences too (A4). */
const checkCriteria = (actions: readonly AutomationAction[], isStarting: boolean): FieldProblem[] =>
  audiencesOf(actions).flatMap(({ tree, path }) => checkAudience(tree, path, { isStarting }).problems);
