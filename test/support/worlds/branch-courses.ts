import fc from 'fast-check';
import { findCycles } from '../../../domain/sequences/branch-problems.ts';
import {
  branchingSnapshot,
  placesOf,
  type PlannedBranches,
  type PlannedPlace,
} from '../rows/branching-snapshot.ts';
import { after, byHand, onDay } from '../rows/snapshots.ts';
import { BranchLife } from './branch-life.ts';

const HOUR_MS = 3_600_000;
const LABELS = ['spoke', 'busy'];
const OF_MAIL = ['clicked', 'opened', 'replied'];

/** A step as a course draws it; targets are numbers, since the steps are not known yet. */
interface Drawn {
  isCall: boolean;
  timing: { kind: 'offset' | 'delay'; days: number };
  conditions: { outcome: number; target: number }[];
  fallback: { days: number; target: number } | null;
}

const target = fc.nat({ max: 30 });
const drawn: fc.Arbitrary<Drawn> = fc.record({
  isCall: fc.boolean(),
  timing: fc.record({ kind: fc.constantFrom('offset', 'delay'), days: fc.nat({ max: 3 }) }),
  conditions: fc.uniqueArray(fc.record({ outcome: fc.nat({ max: 2 }), target }), {
    maxLength: 2,
    selector: ({ outcome }) => outcome % 2,
  }),
  fallback: fc.option(fc.record({ days: fc.integer({ min: 1, max: 4 }), target })),
});

/** Branches with their steps; `isForward`: no path of them comes round again. */
export function branchGraphs(isForward: 'forward' | 'any'): fc.Arbitrary<PlannedBranches> {
  const branch = fc.array(drawn, { minLength: 1, maxLength: 3 });
  return fc
    .array(branch, { minLength: 1, maxLength: 4 })
    .map((branches) => wire(branches, isForward === 'forward'));
}

/** The same steps wired otherwise, as an edit does. */
export function rewired(branches: PlannedBranches, by: number): PlannedBranches {
  const names = Object.keys(branches);
  const all = names.flatMap((name) => branches[name]!.map(({ stepId }) => stepId));
  return Object.fromEntries(
    names.map((name) => [
      name,
      branches[name]!.map((place, index): PlannedPlace => {
        if ((by + index) % 2 === 0 || !place.when) return place;
        const later = all.slice(all.indexOf(place.stepId) + 1);
        const to = later[by % Math.max(1, later.length)] ?? 'end';
        const when = Object.fromEntries(Object.keys(place.when).map((outcome) => [outcome, to]));
        return { ...place, when, ...(place.none && { none: `${1 + (by % 3)} days -> ${to}` }) };
      }),
    ]),
  );
}

function wire(branches: readonly Drawn[][], isForward: boolean): PlannedBranches {
  const nameOf = (index: number) => (index === 0 ? 'main' : `b${index}`);
  const idOf = (branch: number, index: number) => `${nameOf(branch)}-${index}`;
  const all = branches.flatMap((steps, branch) => steps.map((_step, index) => idOf(branch, index)));
  return Object.fromEntries(
    branches.map((steps, branch) => [
      nameOf(branch),
      steps.map((step, index): PlannedPlace => {
        const stepId = idOf(branch, index);
        const others = isForward ? all.slice(all.indexOf(stepId) + 1) : all;
        const laterBranches = branches.map((_, each) => each).filter((each) => !isForward || each > branch);
        const names = ['next', 'end', ...others, ...laterBranches.map(nameOf)];
        const targetOf = (number: number) => names[number % names.length]!;
        const outcomes = step.isCall ? LABELS : OF_MAIL;
        const when = Object.fromEntries(
          step.conditions.map((each) => [outcomes[each.outcome % outcomes.length]!, targetOf(each.target)]),
        );
        const needsFallback = !step.isCall && step.conditions.length > 0;
        const fallback = step.fallback ?? (needsFallback ? { days: 2, target: 0 } : null);
        const timing =
          step.timing.kind === 'offset'
            ? onDay(index * 4 + step.timing.days)
            : after(`${step.timing.days} days`);
        return {
          stepId,
          step: step.isCall ? byHand(timing) : timing,
          ...(step.conditions.length > 0 && { when }),
          ...(fallback && { none: `${fallback.days} days -> ${targetOf(fallback.target)}` }),
        };
      }),
    ]),
  );
}

/** The cycles that the product finds in branches. */
export function cyclesIn(branches: PlannedBranches): string[] {
  const places = placesOf(branches);
  const branchList = Object.keys(branches).map((name, index) => ({
    id: name,
    sequenceId: 's',
    name,
    position: index + 1,
  }));
  const positions = new Map<string, number>();
  const steps = places.map(({ stepId, branchId, conditions, fallback }) => {
    const position = (positions.get(branchId) ?? 0) + 1;
    positions.set(branchId, position);
    return { id: stepId, branchId, position, conditions, fallback };
  });
  const graph = { branchIds: branchList.map(({ id }) => id), places };
  return findCycles({ steps: steps as never, branches: branchList, graph }).map(({ message }) => message);
}

/** Something that happens in a course, after some hours. */
export type Stroke = { hours: number; pick: number } & (
  | {
      kind:
        'pass' | 'outage' | 'hold' | 'resume' | 'moveOn' | 'rewire' | 'remove' | 'move' | 'refuse' | 'stop';
    }
  | { kind: 'outcome'; outcome: string; lateBy: number }
  | { kind: 'unjudged'; judgedAfter: number }
  | { kind: 'mark' | 'complete' | 'completeAs' | 'cancel' }
);

/** Lists of strokes of some kinds; hours are short, so that much happens at the same moment. */
export function strokes(...kinds: Stroke['kind'][]): fc.Arbitrary<Stroke[]> {
  const common = { hours: fc.constantFrom(0, 0, 1, 5, 20, 24, 48), pick: fc.nat({ max: 50 }) };
  const stroke = (kind: Stroke['kind']): fc.Arbitrary<Stroke> => {
    switch (kind) {
      case 'outcome':
        return fc.record({
          ...common,
          kind: fc.constant(kind),
          outcome: fc.constantFrom(...OF_MAIL, 'bounced'),
          lateBy: fc.constantFrom(0, 0, 1, 30),
        });
      case 'unjudged':
        return fc.record({
          ...common,
          kind: fc.constant(kind),
          judgedAfter: fc.constantFrom(1, 59, 61, 600),
        });
      default:
        return fc.record({ ...common, kind: fc.constant(kind) }) as fc.Arbitrary<Stroke>;
    }
  };
  return fc.array(fc.oneof(...kinds.map(stroke)), { maxLength: 10 });
}

/** Plays strokes on an enrollment of these branches, then lets time pass until nothing more comes by itself. */
export function play(branches: PlannedBranches, course: readonly Stroke[]): BranchLife {
  const life = new BranchLife(branchingSnapshot(branches));
  const keeper = new EdgeKeeper(life);
  life.onDecided = (before, now, decision) => keeper.look(before.branching!.edges, now, decision.edges);
  life.look();
  let wired = branches;
  for (const stroke of course) {
    if (life.snapshot.enrollment.status === 'stopped') break;
    const at = life.now + stroke.hours * HOUR_MS;
    if (stroke.kind === 'outage') life.sleepTo(at);
    else life.passTo(at);
    if (stroke.kind === 'rewire') wired = rewired(wired, stroke.pick);
    strike(life, stroke, wired);
    keeper.check();
  }
  return life.passTo(life.now + 60 * 24 * HOUR_MS);
}

function strike(life: BranchLife, stroke: Stroke, wired: PlannedBranches): void {
  const { pick } = stroke;
  const ended = life.snapshot.executions
    .filter(({ status }) => status === 'done')
    .map(({ stepId }) => stepId);
  const someEnded = ended[pick % Math.max(1, ended.length)];
  const open = life.openSteps;
  const someOpen = open[pick % Math.max(1, open.length)];
  switch (stroke.kind) {
    case 'outcome': {
      const isHit = stroke.outcome === 'clicked' || stroke.outcome === 'opened';
      const occurredAt = life.now - stroke.lateBy * 60_000;
      life.hear(stroke.outcome, {
        occurredAt,
        ...((isHit || pick % 2 === 0) && someEnded ? { of: someEnded } : {}),
      });
      return;
    }
    case 'unjudged': {
      if (someEnded === undefined) return;
      const eventId = `hit-${life.now}-${pick}`;
      life.hear('clicked', { of: someEnded, judgedAt: null, eventId });
      life.passTo(life.now + stroke.judgedAfter * 1_000).judge(eventId);
      return;
    }
    case 'mark': {
      const all = [...ended, ...open];
      const stepId = all[pick % Math.max(1, all.length)];
      if (stepId !== undefined) life.mark(stepId, LABELS[pick % 2]!);
      return;
    }
    case 'complete':
    case 'completeAs': {
      const row = someOpen === undefined ? undefined : life.row(someOpen);
      if (!row || row.type === 'email' || row.dueAt === null) return;
      if (stroke.kind === 'completeAs') life.mark(row.stepId, LABELS[pick % 2]!);
      life.complete(row.stepId);
      return;
    }
    case 'cancel':
      if (someOpen !== undefined) life.end(someOpen, 'cancelled');
      return;
    case 'hold':
      life.hold();
      return;
    case 'resume':
      life.resume();
      return;
    case 'moveOn':
      life.moveOn();
      return;
    case 'rewire':
      life.rewire(wired);
      return;
    case 'remove': {
      const removable = life.branching.steps;
      if (removable.length > 1) life.remove(removable[pick % removable.length]!.stepId);
      return;
    }
    case 'move': {
      const { steps, branchIds } = life.branching;
      const step = steps[pick % Math.max(1, steps.length)];
      if (step) life.move(step.stepId, branchIds[pick % branchIds.length]!, 1 + (pick % 4));
      return;
    }
    case 'refuse':
      life.send = (_row, now) => ({ status: pick % 2 === 0 ? 'error' : 'uncertain', readyAt: now });
      return;
    case 'stop': {
      const { enrollment } = life.snapshot;
      life.snapshot = { ...life.snapshot, enrollment: { ...enrollment, status: 'stopped' } };
      life.look();
      return;
    }
    case 'pass':
    case 'outage':
      return;
  }
}

/** Watches that an edge is decided once, and stays as it was decided. */
class EdgeKeeper {
  private readonly decided = new Map<string, string>();

  constructor(private readonly life: BranchLife) {}

  look(before: BranchLife['branching']['edges'], now: number, edges: BranchLife['branching']['edges']): void {
    for (const { stepId, decidedAt } of before) {
      const again = edges.find((edge) => edge.stepId === stepId);
      if (decidedAt !== null && again) throw new Error(`${stepId} is decided again`);
    }
    for (const edge of edges)
      if (edge.decidedAt !== null && edge.decidedAt > now + 2_000) throw new Error('decided in the future');
  }

  check(): void {
    for (const edge of this.life.branching.edges) {
      if (edge.decidedAt === null) continue;
      const now = JSON.stringify(edge);
      const before = this.decided.get(edge.stepId) ?? now;
      if (before !== now) throw new Error(`${edge.stepId} was decided otherwise`);
      this.decided.set(edge.stepId, now);
    }
  }
}
