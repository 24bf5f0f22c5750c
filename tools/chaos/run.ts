import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from '../build/program.ts';
import {
  CRASH_POINTS,
  JOIN_MS,
  SLOW_REPLY,
  type Armed,
  type CrashPoint,
  type Phase,
} from './crash-points.ts';
import { tally, waitsOf, type Tally } from './ledger.ts';
import { Person } from './person.ts';
import { COPIES, enrol, populate, STEPS, type Population } from './population.ts';
import { openRig, type ChaosRig, type ChaosStack } from './rig.ts';

/** What happens when sends stand at a crash point. `outage`: Temporal is silent until heartbeats are missed. */
export type Blow = 'kill' | 'cut database' | 'cut temporal' | 'outage of temporal';

/** One crash of a run. */
export interface Round {
  point: CrashPoint;
  blow: Blow;
}

/** How large a run is and what it does. */
export interface ChaosPlan {
  enrollments: number;
  mailboxes: number;
  /** Minutes that a step may wait for the one before. */
  delays: number[];
  rounds: Round[];
  /** Sends that have to stand at a crash point. */
  standing: number;
  /** After the last crash so much time without any progress means that something is lost. */
  settleMs: number;
  /** The worker's file, with its arguments. */
  workerCommand?: Command;
  /** Ends as soon as the outcome cannot be good any more. */
  isOverAtDuplicate?: boolean;
  say: (line: string) => void;
}

/** What a run found. */
export interface ChaosResult extends Tally {
  enrollments: number;
  expected: number;
  /** Copies that other recipients should have. */
  expectedCopies: number;
  /** Recipients of steps without a mail at the end. */
  lost: number;
  answered: number;
  refusedAnswers: string[];
  kills: number;
  databaseCuts: number;
  temporalCuts: number;
  /** Sends that stood at each phase at the moment of a kill, and at a cut. */
  killedAt: Map<Phase, number>;
  cutAt: Map<Phase, number>;
  durationMs: number;
}

/** Sends come to a crash point within this time, retries of the round before included. */
const STANDING_TIMEOUT_MS = 90_000;
const POLL_MS = 50;
/** Longer than the heartbeat timeout of a send: the next attempt begins while this one still runs. */
const OUTAGE_MS = 17_000;
/** By then the next attempt has looked at the row. */
const NEXT_ATTEMPT_MS = 5_000;
const TELL_EVERY_MS = 5_000;

/** Runs a plan on fresh servers and compares what the mail server accepted with what it should have. */
export async function runChaos(stack: ChaosStack, plan: ChaosPlan): Promise<ChaosResult> {
  const startedAt = Date.now();
  const rig = await openRig(stack, plan.workerCommand ?? ['worker/main.ts']);
  const run = new Run(rig, plan);
  try {
    await run.play();
    return await run.result(Date.now() - startedAt);
  } finally {
    await run.person.end();
    await rig.close();
  }
}

class Run {
  readonly person: Person;
  private readonly killedAt = new Map<Phase, number>();
  private readonly cutAt = new Map<Phase, number>();
  private temporalCuts = 0;
  private databaseCuts = 0;

  constructor(
    private readonly rig: ChaosRig,
    private readonly plan: ChaosPlan,
  ) {
    this.person = new Person(rig);
  }

  /** All rounds, then quiet until everything is done. */
  async play(): Promise<void> {
    const { rounds, enrollments, say } = this.plan;
    const population = await populate(this.rig, { customers: enrollments, ...this.plan });
    this.person.begin();
    for (const [index, round] of rounds.entries()) {
      await this.enrolSlice(population, index);
      const standing = await this.playRound(round);
      const { accepted, duplicates } = await tally(this.rig, enrollments);
      const what = `${round.blow} · ${round.point.phase} (${round.point.name}): ${standing} sends stood there`;
      say(`  ${index + 1}/${rounds.length} ${what} · accepted so far ${accepted}`);
      if (this.plan.isOverAtDuplicate && duplicates > 0) return;
    }
    if (!this.rig.worker.isRunning) await this.rig.worker.start();
    await this.untilDone();
  }

  /** New work for every round, so that sends are in flight whenever the worker dies. */
  private async enrolSlice(population: Population, index: number): Promise<void> {
    const { customerIds } = population;
    const from = Math.floor((customerIds.length * index) / this.plan.rounds.length);
    const to = Math.floor((customerIds.length * (index + 1)) / this.plan.rounds.length);
    await enrol(this.rig, population, customerIds.slice(from, to));
  }

  private async playRound({ point, blow }: Round): Promise<number> {
    const armed = point.arm(this.rig, this.plan.standing);
    if (!this.rig.worker.isRunning) await this.rig.worker.start();
    const standing = await this.untilStanding(armed, point);
    const at = blow === 'kill' ? this.killedAt : this.cutAt;
    at.set(point.phase, (at.get(point.phase) ?? 0) + standing);
    await this.strike(blow);
    armed.release();
    return standing;
  }

  private async strike(blow: Blow): Promise<void> {
    const { worker, databaseProxy, temporalProxy } = this.rig;
    switch (blow) {
      case 'kill':
        return worker.kill();
      case 'cut database':
        databaseProxy.cut();
        this.databaseCuts += 1;
        return;
      case 'outage of temporal':
        temporalProxy.stall();
        await sleep(OUTAGE_MS);
        temporalProxy.cut();
        temporalProxy.release();
        this.temporalCuts += 1;
        await sleep(NEXT_ATTEMPT_MS);
        return;
      case 'cut temporal':
        temporalProxy.cut();
        this.temporalCuts += 1;
    }
  }

  private async untilStanding(armed: Armed, point: CrashPoint): Promise<number> {
    const deadline = Date.now() + STANDING_TIMEOUT_MS;
    let joinUntil = Infinity;
    for (;;) {
      const standing = await armed.standing();
      if (standing >= this.plan.standing || (standing > 0 && Date.now() > joinUntil)) return standing;
      if (standing > 0 && joinUntil === Infinity) joinUntil = Date.now() + JOIN_MS;
      if (Date.now() > deadline) {
        throw new Error(`no send came to "${point.name}" in time; the worker said:\n${this.rig.worker.log}`);
      }
      await sleep(POLL_MS);
    }
  }

  private async untilDone(): Promise<void> {
    let toldAt = Date.now();
    let movedAt = Date.now();
    let before: Tally | null = null;
    for (;;) {
      const now = await tally(this.rig, this.plan.enrollments);
      if (now.open + now.uncertain === 0 || (this.plan.isOverAtDuplicate && now.duplicates > 0)) return;
      if (now.accepted !== before?.accepted || now.open !== before.open) movedAt = Date.now();
      if (Date.now() > movedAt + this.plan.settleMs) return;
      before = now;
      if (Date.now() - toldAt > TELL_EVERY_MS) {
        toldAt = Date.now();
        const { sent, copies, uncertain, open } = now;
        const waits = (await waitsOf(this.rig)).join(', ');
        this.plan.say(
          `  … sent ${sent} and ${copies} copies, uncertain ${uncertain}, still open ${open}: ${waits}`,
        );
      }
      await sleep(500);
    }
  }

  async result(durationMs: number): Promise<ChaosResult> {
    const { enrollments } = this.plan;
    const last = await tally(this.rig, enrollments);
    const { databaseCuts, temporalCuts, killedAt, cutAt, person, rig } = this;
    return {
      ...last,
      enrollments,
      expected: enrollments * STEPS,
      expectedCopies: enrollments * COPIES,
      lost: last.missing,
      answered: person.answered,
      refusedAnswers: person.refused,
      kills: rig.worker.kills,
      databaseCuts,
      temporalCuts,
      killedAt,
      cutAt,
      durationMs,
    };
  }
}

/** Rounds that kill at every crash point in turn, `kills` times, with so many cuts of each kind spread among them. */
export function planRounds({ kills, cuts }: { kills: number; cuts: number }): Round[] {
  const kill = (n: number): Round => ({ blow: 'kill', point: CRASH_POINTS[n % CRASH_POINTS.length]! });
  const at = (phase: Phase): CrashPoint => CRASH_POINTS.find((point) => point.phase === phase)!;
  const cutDatabase = (n: number): Round => ({
    blow: 'cut database',
    point: at(n % 2 === 0 ? 'after the reply, before the commit' : 'after 354, before the mark'),
  });
  const cutTemporal = (n: number): Round => {
    if (n === 1) return { blow: 'outage of temporal', point: SLOW_REPLY };
    return { blow: 'cut temporal', point: n % 2 === 0 ? SLOW_REPLY : at('after AUTH') };
  };
  const spread = (count: number, make: (n: number) => Round): { place: number; round: Round }[] =>
    Array.from({ length: count }, (_, n) => ({ place: (n + 0.5) / count, round: make(n) }));
  return [...spread(kills, kill), ...spread(cuts, cutDatabase), ...spread(cuts, cutTemporal)]
    .sort((a, b) => a.place - b.place)
    .map(({ round }) => round);
}
