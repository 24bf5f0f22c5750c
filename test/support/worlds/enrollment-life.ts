import type { Directive } from '../../../contracts/enrollments/directive.ts';
import { decide, type Decision } from '../../../domain/enrollments/decide.ts';
import type { Edge } from '../../../domain/enrollments/branching.ts';
import type { Hold } from '../../../domain/holds.ts';
import type {
  EnrollmentSnapshot,
  Execution,
  OpenBalance,
  PlanStep,
} from '../../../domain/enrollments/snapshot.ts';
import { mergeSpans, type Span } from '../../../domain/time/spans.ts';
import { executionOf, holdFrom, shown } from '../rows/snapshots.ts';

/** The snapshot after a decision was written. */
export function written(snapshot: EnrollmentSnapshot, decision: Decision): EnrollmentSnapshot {
  const executions = [...snapshot.executions];
  for (const row of decision.executions) {
    const index = executions.findIndex((each) => each.stepId === row.stepId);
    if (index < 0) executions.push(row);
    else executions[index] = row;
  }
  const status = decision.stop ? 'stopped' : decision.isCompleted ? 'completed' : snapshot.enrollment.status;
  const after = { ...snapshot, executions, enrollment: { ...snapshot.enrollment, status } };
  return { ...after, branching: withEdges(snapshot.branching, decision.edges) };
}

/** As `edge_decision` takes them: one that is decided stays as it is. */
function withEdges(
  branching: EnrollmentSnapshot['branching'],
  edges: readonly Edge[],
): EnrollmentSnapshot['branching'] {
  if (branching === null) return null;
  const kept = new Map(branching.edges.map((edge) => [edge.stepId, edge]));
  for (const edge of edges)
    if ((kept.get(edge.stepId)?.decidedAt ?? null) === null) kept.set(edge.stepId, edge);
  return { ...branching, edges: [...kept.values()] };
}

/** What happened to a step, and when. */
export interface Happening {
  stepId: string;
  kind: 'sent' | 'ready' | 'skipped';
  at: number;
}

/**
 * The life of one enrollment with its workflow and mail server played: decides, writes, sends at once what is to be
 * executed, and waits on timers. Nothing happens unless time passes or it is told to look.
 */
export class Life {
  readonly happenings: Happening[] = [];
  /** Each time that invoices were kept back, on its own: between two that touch there was a moment to leave. */
  keptBackTimes: Span[] = [];
  directive: Directive | null = null;
  private ids = 0;
  /** What becomes of an execution that is to be sent: by default the server takes it. */
  send: (execution: Execution, now: number) => Partial<Execution> = (execution, now) => ({
    status: 'done',
    readyAt: execution.readyAt ?? now,
    endedAt: now,
    sendRequestedAt: null,
    heldReason: null,
    heldUntil: null,
  });

  /** Looks at every decision, with the snapshot it was made from. */
  onDecided: ((before: EnrollmentSnapshot, now: number, decision: Decision) => void) | null = null;

  constructor(
    public snapshot: EnrollmentSnapshot,
    public now: number = snapshot.enrollment.plannedFrom,
  ) {}

  /** Decides and acts until there is something to wait for. */
  look(): this {
    for (;;) {
      this.snapshot = { ...this.snapshot, balance: this.balanceNow() };
      const decision = decide(this.snapshot, this.now, () => `x-${(this.ids += 1)}`);
      this.onDecided?.(this.snapshot, this.now, decision);
      this.snapshot = written(this.snapshot, decision);
      for (const { execution, kind } of decision.became) this.note(execution.stepId, kind);
      this.directive = decision.directive;
      if (decision.directive.kind !== 'execute') return this;
      const { stepExecutionId } = decision.directive;
      const execution = this.snapshot.executions.find((row) => row.stepExecutionId === stepExecutionId)!;
      const change = this.send(execution, this.now);
      this.change(execution.stepId, change);
      if (change.status === 'done') this.note(execution.stepId, 'sent');
    }
  }

  /** Lets time pass to an instant, waking for every timer on the way, and looks. */
  passTo(instant: number): this {
    if (this.directive === null) this.look();
    for (;;) {
      const until = this.directive?.kind === 'wait' ? this.directive.until : null;
      if (until === null || until > instant) break;
      this.now = Math.max(until, this.now + 1_000);
      this.look();
    }
    this.now = Math.max(this.now, instant);
    return this.look();
  }

  /** Nobody looks until an instant: the workers are down. */
  sleepTo(instant: number): this {
    this.now = instant;
    return this.look();
  }

  /** A person completes a step that is ready, or not yet due. */
  complete(stepId: string): this {
    this.change(stepId, { status: 'done', endedAt: this.now });
    return this.look();
  }

  /** A person sends a step now, whether or not it has a row yet. */
  request(stepId: string): this {
    this.change(stepId, { sendRequestedAt: this.now });
    return this.look();
  }

  /** Holds the enrollment from now on. */
  hold(change: Partial<Hold> = {}): this {
    this.snapshot = { ...this.snapshot, holds: [...this.snapshot.holds, holdFrom(this.now, change)] };
    return this.look();
  }

  /** Keeps back every open invoice of the customer from now on. */
  keepBack(until = Infinity): this {
    this.keptBackTimes = [...this.keptBackTimes, [this.now, until]];
    const keptBack = mergeSpans([...this.snapshot.keptBack, [this.now, until]]);
    this.snapshot = { ...this.snapshot, keptBack };
    return this.look();
  }

  /** Ends all holds now, those of invoices included. */
  resume(): this {
    const holds = this.snapshot.holds.map((hold) => ({ ...hold, endedAt: hold.endedAt ?? this.now }));
    const endedNow = ([start, end]: Span): Span => [start, Math.min(end, this.now)];
    this.keptBackTimes = this.keptBackTimes.map(endedNow);
    const keptBack = this.snapshot.keptBack.map(endedNow);
    this.snapshot = { ...this.snapshot, holds, keptBack };
    return this.look();
  }

  /** Replaces the steps, as an edit does, in their order; those named in `edited` were added, moved or retimed now. */
  edit(steps: PlanStep[], edited: string[] = []): this {
    this.snapshot = {
      ...this.snapshot,
      steps: steps.map((step, index) => ({
        ...step,
        position: index + 1,
        timingEditedAt: edited.includes(step.stepId) ? this.now : step.timingEditedAt,
      })),
    };
    return this.look();
  }

  /** Changes the execution of a step, which is created when there is none. */
  change(stepId: string, change: Partial<Execution>): void {
    const all = this.snapshot.branching?.steps ?? this.snapshot.steps;
    const step = all.find((row) => row.stepId === stepId);
    const known = this.snapshot.executions.some((row) => row.stepId === stepId);
    const rows = known
      ? this.snapshot.executions
      : [...this.snapshot.executions, executionOf(step!, { createdAt: this.now })];
    const executions = rows.map((row) => (row.stepId === stepId ? { ...row, ...change } : row));
    this.snapshot = { ...this.snapshot, executions };
  }

  row(stepId: string): Execution | undefined {
    return this.snapshot.executions.find((row) => row.stepId === stepId);
  }

  step(stepId: string): PlanStep {
    return this.snapshot.steps.find((row) => row.stepId === stepId)!;
  }

  /** What happened, as `a sent 2026-03-02 09:00`, in the sequence's zone. */
  get log(): string[] {
    const { zone } = this.snapshot.sequence;
    return this.happenings.map(
      ({ stepId, kind, at: instant }) => `${stepId} ${kind} ${shown(instant, zone)}`,
    );
  }

  /** What it waits for, as `a scheduled 2026-03-02 09:00`, or how it ended. */
  get waits(): string {
    const { directive } = this;
    if (directive?.kind !== 'wait')
      return `${directive?.kind} ${directive?.kind === 'finished' ? directive.reason : ''}`.trim();
    const row = this.snapshot.executions.find((each) => each.stepExecutionId === directive.stepExecutionId);
    return `${row?.stepId ?? '-'} ${directive.reason} ${shown(directive.until, this.snapshot.sequence.zone) ?? '-'}`;
  }

  /** What can be asked for: nothing while every invoice is kept back. A test that keeps none back says it itself. */
  private balanceNow(): OpenBalance {
    const { balance, keptBack } = this.snapshot;
    if (keptBack.length === 0) return balance;
    const span = keptBack.find(([start, end]) => start <= this.now && end > this.now);
    if (!span) return { ...balance, askable: balance.open, releasesAt: null };
    return { ...balance, askable: '0.0000', releasesAt: span[1] === Infinity ? null : span[1] };
  }

  private note(stepId: string, kind: Happening['kind']): void {
    this.happenings.push({ stepId, kind, at: this.now });
  }
}
