import type { Edge, OutcomeEvent } from '../../../domain/enrollments/branching.ts';
import { waitingAt } from '../../../domain/enrollments/follow-edges.ts';
import { isFinal } from '../../../domain/enrollments/snapshot.ts';
import { behind } from '../../../domain/sequences/graph.ts';
import { outcomeEvent, placesOf, type PlannedBranches } from '../rows/branching-snapshot.ts';
import { Life } from './enrollment-life.ts';

/** The life of an enrollment in a sequence with branches; what the commands do to it is done here in the same order. */
export class BranchLife extends Life {
  /** Hears of an event, and looks unless it still has to be judged. */
  hear(outcome: string, change: Partial<OutcomeEvent> & { of?: string } = {}): this {
    const { of, ...rest } = change;
    const stepExecutionId = of === undefined ? null : (this.row(of)?.stepExecutionId ?? null);
    const event = outcomeEvent(outcome, this.now, { stepExecutionId, ...rest });
    this.setBranching({ events: [...this.branching.events, event] });
    return event.judgedAt === null && event.isHit ? this : this.look();
  }

  /** A hit that was kept is judged now. */
  judge(eventId: string): this {
    const events = this.branching.events.map((event) =>
      event.eventId === eventId ? { ...event, judgedAt: event.judgedAt ?? this.now } : event,
    );
    this.setBranching({ events });
    return this.look();
  }

  /** A person marks a step; what was marked before it ended counts when it ends. */
  mark(stepId: string, outcome: string): this {
    return this.hear(outcome, { of: stepId, isMark: true });
  }

  /** Follows the fallback now; false: there is none to follow. */
  moveOn(): boolean {
    const waiting = waitingAt(this.snapshot);
    if (!waiting?.edge || waiting.edge.decidedAt !== null || waiting.place.fallback === null) return false;
    this.look();
    const again = waitingAt(this.snapshot);
    if (again?.edge?.stepId !== waiting.edge.stepId) return false;
    const decided: Edge = {
      ...again.edge,
      decidedAt: this.now,
      decidedBy: 'move_now',
      target: waiting.place.fallback.target,
    };
    this.setBranching({
      edges: this.branching.edges.map((edge) => (edge.stepId === decided.stepId ? decided : edge)),
    });
    this.look();
    return true;
  }

  /** Replaces conditions and fallbacks, as an edit of all steps does. */
  rewire(branches: PlannedBranches): this {
    const wanted = new Map(placesOf(branches).map((place) => [place.stepId, place]));
    const places = this.branching.places.map((old) => {
      const { conditions, fallback, ...place } = wanted.get(old.stepId) ?? old;
      const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
      if (same(old.conditions, conditions) && same(old.fallback, fallback)) return old;
      const decidesSince = place.decidesSince === null ? null : (old.decidesSince ?? this.now);
      return { ...old, conditions, fallback, branchingEditedAt: this.now, decidesSince };
    });
    this.setBranching({ places });
    return this.look();
  }

  /** Puts a step at another place, from 1, of a branch. */
  move(stepId: string, branchId: string, position: number): this {
    const { places: all, steps } = this.branching;
    const place = all.find((each) => each.stepId === stepId)!;
    const left = behind({ branchIds: this.branching.branchIds, places: all }, place)?.stepId ?? null;
    const moved = { ...place, branchId, moves: [...place.moves, { at: this.now, behind: left }] };
    const others = all.filter((each) => each !== place);
    const inBranch = others.filter((each) => each.branchId === branchId);
    const next = inBranch[position - 1];
    const at = next ? others.indexOf(next) : others.length;
    this.setBranching({
      places: [...others.slice(0, at), moved, ...others.slice(at)],
      steps: steps.map((step) => (step.stepId === stepId ? { ...step, timingEditedAt: this.now } : step)),
    });
    return this.look();
  }

  /** Takes a step out. */
  remove(stepId: string): this {
    this.setBranching({
      places: this.branching.places.map((place) =>
        place.stepId === stepId ? { ...place, isRemoved: true } : place,
      ),
      steps: this.branching.steps.filter((step) => step.stepId !== stepId),
    });
    return this.look();
  }

  /** Takes a branch out with its steps. */
  removeBranch(branchId: string): this {
    const { branchIds, places, steps } = this.branching;
    const gone = new Set(places.filter((place) => place.branchId === branchId).map(({ stepId }) => stepId));
    this.setBranching({
      branchIds: branchIds.filter((id) => id !== branchId),
      places: places.map((place) => (gone.has(place.stepId) ? { ...place, isRemoved: true } : place)),
      steps: steps.filter(({ stepId }) => !gone.has(stepId)),
    });
    return this.look();
  }

  /** Ends a row that is open otherwise than by doing it. */
  end(stepId: string, status: 'cancelled' | 'skipped'): this {
    this.change(stepId, { status, endedAt: this.now });
    return this.look();
  }

  /** Where the enrollment went behind a step: `clicked -> branch warm`, `fallback -> next`, `open`, `-`. */
  way(stepId: string): string {
    const edge = this.branching.edges.find((each) => each.stepId === stepId);
    if (!edge) return '-';
    const { target, decidedBy, outcome } = edge;
    if (target === null) return 'open';
    const to =
      target.kind === 'branch' ? target.branchId : target.kind === 'step' ? target.stepId : target.kind;
    return `${outcome ?? decidedBy} -> ${to}`;
  }

  /** Steps that can still be worked on. */
  get openSteps(): string[] {
    return this.snapshot.executions.filter(({ status }) => !isFinal(status)).map(({ stepId }) => stepId);
  }

  get branching() {
    return this.snapshot.branching!;
  }

  private setBranching(change: Partial<BranchLife['branching']>): void {
    this.snapshot = { ...this.snapshot, branching: { ...this.branching, ...change } };
  }
}
