import { type FieldProblem, ProblemError } from '../../contracts/problems.ts';
import type { Actor } from '../../contracts/actor.ts';
import { pathWithNames } from '../../domain/configuration/references.ts';
import type { CommandDeps } from '../deps.ts';
import { joining, type Unit } from '../run-command.ts';
import type { Comparison, PlannedChange } from './compare-folder.ts';
import { problemAt } from './read-folder.ts';

/**
 * Makes all changes in one transaction, by the commands that make single ones. One that is refused is undone by itself, so
 * that everything wrong is found; the caller then rolls back all of it.
 *
 * @returns what was refused; empty: everything is written
 */
export async function runChanges(
  deps: CommandDeps,
  actor: Actor,
  { unit, comparison, prune }: { unit: Unit; comparison: Comparison; prune: boolean },
): Promise<FieldProblem[]> {
  return new Run(deps, actor, { unit, comparison, prune }).all();
}

class Run {
  readonly #deps: CommandDeps;
  readonly #actor: Actor;
  readonly #unit: Unit;
  readonly #comparison: Comparison;
  readonly #others: 'keep' | 'remove';
  readonly #problems: FieldProblem[] = [];
  /** What is not there because it was refused: what names it is not tried. */
  readonly #missing: string[];
  #later: (() => Promise<void>)[] = [];

  constructor(
    deps: CommandDeps,
    actor: Actor,
    { unit, comparison, prune }: { unit: Unit; comparison: Comparison; prune: boolean },
  ) {
    this.#deps = joining(deps, unit);
    // The call has its own key; its parts have none.
    this.#actor = { ...actor, idempotency: null };
    this.#unit = unit;
    this.#comparison = comparison;
    this.#others = prune ? 'remove' : 'keep';
    this.#missing = [...comparison.unreadable];
  }

  async all(): Promise<FieldProblem[]> {
    await this.#closeGates();
    const { changes } = this.#comparison;
    for (const change of changes.filter(({ wanted }) => wanted !== null)) await this.#try(change, change.act);
    const later = this.#later;
    this.#later = [];
    for (const act of later) await act();
    for (const change of changes.filter(({ wanted }) => wanted === null)) await this.#try(change, change.act);
    return this.#problems;
  }

  /** All gates before any row: senders take them in this order too. */
  async #closeGates(): Promise<void> {
    const { locks } = this.#deps.store;
    const { tx } = this.#unit;
    const existing = (kind: string): string[] =>
      this.#comparison.changes.flatMap((each) =>
        each.kind === kind && each.existing ? [each.existing.id] : [],
      );
    if (this.#comparison.changes.some(({ kind }) => kind === 'program'))
      await locks.closeGate(tx, { kind: 'programs' });
    if (this.#comparison.changes.some(({ kind }) => kind === 'automation'))
      await locks.closeGate(tx, { kind: 'automations' });
    for (const kind of ['sequence', 'program'] as const)
      for (const id of existing(kind).toSorted()) await locks.closeGate(tx, { kind, id });
  }

  async #try(change: PlannedChange, act: PlannedChange['act']): Promise<void> {
    if (this.#namesMissing(change)) return;
    const { tx, now, followUps } = this.#unit;
    const { savepoints } = this.#deps.store;
    const before = { followUps: followUps.length, later: this.#later.length };
    const later = (next: () => Promise<unknown>): void =>
      void this.#later.push(() => this.#try(change, next));
    await savepoints.begin(tx);
    try {
      await act({ deps: this.#deps, actor: this.#actor, tx, now, others: this.#others, later });
      await savepoints.keep(tx);
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      await savepoints.undo(tx);
      followUps.splice(before.followUps);
      this.#later.splice(before.later);
      this.#refuse(change, error);
    }
  }

  #namesMissing({ wanted }: PlannedChange): boolean {
    if (wanted === null) return false;
    const { values, of } = wanted;
    const text = JSON.stringify([values, of]);
    return this.#missing.some((missing) => text.includes(missing));
  }

  #refuse(change: PlannedChange, { message, errors }: ProblemError): void {
    const { kind, source, wanted, told, fieldOf } = change;
    if (wanted?.id) this.#missing.push(wanted.id);
    if (kind === 'labelGroup') this.#missing.push(JSON.stringify(told.name));
    const problems = errors.length > 0 ? errors : [{ field: '', message }];
    for (const problem of problems) {
      const field = pathWithNames(fieldOf(problem.field));
      if (source) this.#problems.push(problemAt(source, field, problem.message));
      else
        this.#problems.push({
          field: `${kind} ${JSON.stringify(told.name)}`,
          message: [message, problem.message].join(' '),
        });
    }
  }
}
