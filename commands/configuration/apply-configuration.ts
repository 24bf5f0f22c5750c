import type { Actor } from '../../contracts/actor.ts';
import type {
  ApplyConfiguration,
  ConfigurationPlan,
  PlanConfiguration,
} from '../../contracts/configuration/configuration.ts';
import { type FieldProblem, ProblemError } from '../../contracts/problems.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';
import { runCommand, TRANSACTION_WAIT_MS, type Unit } from '../run-command.ts';
import { type Comparison, compareFolder, refuseLacking } from './compare-folder.ts';
import { runChanges } from './run-changes.ts';

/** A large folder makes thousands of changes, each of some ten statements. */
const FOLDER_TIMEOUT_MS = 5 * 60_000;

/**
 * Says everything that applying a folder would do, and everything that keeps it from being applied: the changes are made, all
 * rules asked, and the transaction is rolled back. Nothing stays, and nobody is woken.
 *
 * @throws ProblemError `validation` with every problem of the folder, each with its file, field, line and column
 * @throws ProblemError `forbidden` for kinds that the caller may not read
 */
export async function planConfiguration(
  deps: CommandDeps,
  actor: Actor,
  { files, prune }: PlanConfiguration,
): Promise<ConfigurationPlan> {
  const now = await deps.now();
  const options = { maxWait: TRANSACTION_WAIT_MS, timeout: FOLDER_TIMEOUT_MS };
  const undone = await deps.db
    .$transaction(async (tx): Promise<never> => {
      const comparison = await compareFolder({ deps, actor, tx, now }, { files, prune });
      const unit: Unit = { tx, now, followUps: [] };
      const problems = await runChanges(deps, actor, { unit, comparison, prune });
      throw new Undone(comparison, problems);
    }, options)
    .catch((error: unknown) => {
      if (error instanceof Undone) return error;
      throw error;
    });
  refuseFolder(undone.comparison.problems, undone.problems);
  return undone.comparison.plan;
}

/** Ends a transaction that is not to leave anything. */
class Undone extends Error {
  readonly comparison: Comparison;
  readonly problems: FieldProblem[];
  constructor(comparison: Comparison, problems: FieldProblem[]) {
    super('nothing is to stay');
    this.comparison = comparison;
    this.problems = problems;
  }
}

/**
 * Applies a folder in one transaction: all of it, or nothing. What runs is woken after the commit.
 *
 * @throws ProblemError `forbidden` that names every permission that is missing
 * @throws ProblemError `validation` as planConfiguration
 * @throws ProblemError `conflict` with the new plan when something moved since the one that the token stands for
 */
export async function applyConfiguration(
  deps: CommandDeps,
  caller: Actor,
  { files, prune, token }: ApplyConfiguration,
): Promise<ConfigurationPlan> {
  const actor: Actor = { ...caller, cause: { origin: 'configuration', originId: null, depth: 0 } };
  const followUps: Unit['followUps'] = [];
  const apply = async (tx: Tx, now: number): Promise<ConfigurationPlan> => {
    const comparison = await compareFolder({ deps, actor, tx, now }, { files, prune });
    const { plan } = comparison;
    refuseLacking(actor.permissions, plan.needs);
    if (token !== undefined && token !== plan.token && comparison.problems.length === 0) {
      const detail = 'Something moved since this plan was made: read the new one, and apply that.';
      throw new ProblemError('conflict', detail, [], { plan });
    }
    const unit = { tx, now, followUps };
    refuseFolder(comparison.problems, await runChanges(deps, actor, { unit, comparison, prune }));
    return plan;
  };
  const plan = await runCommand(deps, actor, apply, { timeout: FOLDER_TIMEOUT_MS });
  for (const followUp of followUps) await followUp();
  return plan;
}

/** What rules say of a field that cannot be read at all only repeats that. */
function refuseFolder(read: readonly FieldProblem[], refused: readonly FieldProblem[]): void {
  const fields = new Set(read.map(({ field }) => field));
  const problems = [...read, ...refused.filter(({ field }) => !fields.has(field))];
  if (problems.length === 0) return;
  throw new ProblemError('validation', 'The folder cannot be applied; nothing is changed.', problems);
}
