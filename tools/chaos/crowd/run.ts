import { setTimeout as sleep } from 'node:timers/promises';
import { Refusal } from '../../api-caller.ts';
import { inParallel } from '../../../commands/wakes.ts';
import type { Command } from '../../build/program.ts';
import { tally, waitsOf, type Tally } from '../ledger.ts';
import { Person } from '../person.ts';
import { COPIES, populate, STEPS, type Population } from '../population.ts';
import { openRig, type ChaosRig, type ChaosStack } from '../rig.ts';
import type { WorkerProcess } from '../worker-process.ts';
import { killInBodies, killUnheard } from './blows.ts';
import { countDoubles, NOTE, type Doubles } from './doubles.ts';
import { Explainer } from './explain.ts';
import { SteadyApis } from './steady-apis.ts';

/** How large a run of a crowd is. */
export interface CrowdPlan {
  workers: number;
  /** None: calls go to the API of the run itself. */
  apis: number;
  enrollments: number;
  mailboxes: number;
  /** Minutes that a step may wait for the one before: each sequence begins at another one, so that each has its own schedule. */
  delays: number[];
  /** Of workers and APIs together, in turn. */
  kills: number;
  /** After the last kill so much time without any progress means that something is lost. */
  settleMs: number;
  workerCommand?: Command;
  /** Also asks Temporal on whom open enrollments wait. */
  isExplained?: boolean;
  isOverAtDuplicate?: boolean;
  say: (line: string) => void;
}

/** What a run found. */
export interface CrowdResult extends Tally, Doubles {
  plan: Pick<CrowdPlan, 'workers' | 'apis' | 'enrollments'>;
  /** Mails that enrollments owe which nobody stopped. */
  expected: number;
  lost: number;
  /** Hand-overs of which the mail server knows that nobody heard its answer. */
  doubts: number;
  answered: number;
  refusedAnswers: string[];
  workerKills: number;
  apiKills: number;
  /** Sends whose body the mail server was reading when their worker died. */
  cutInBody: number;
  /** Starts that ended by themselves before work was taken, and were made again. */
  failedStarts: number;
  /** Calls to an API that was killed before it answered, made again. */
  retried: number;
  /** From the first enrollment until nothing was open. */
  drainMs: number;
  /** Of that, from the last kill on. */
  afterKillsMs: number;
  /** What was open, and why, as time went on. */
  seen: { second: number; sent: number; open: number; waits: string[] }[];
}

/** Every so many enrollments one is stopped, and its customer gets a note. */
const STOP_EVERY = 10;
/** How many enrollments of so many are stopped. */
export const stopsOf = (enrollments: number): number => Math.floor(enrollments / STOP_EVERY);

const POLL_MS = 25;
/** Looking at all rows takes no more than a tenth of the time. */
const LOOKS_SHARE = 10;
const LOOK_EVERY_MS = 500;
const SEE_EVERY_MS = 5_000;
const CALLERS = 4;
/** Enrollments that are begun ahead of the mails: at least so many, and this part of all. */
const LEAST_IN_HAND = 20;
const SHARE_IN_HAND = 4;
/** Runs workers and APIs that are killed in turn, and compares what the mail server accepted with what it should have. */
export async function runCrowd(stack: ChaosStack, plan: CrowdPlan): Promise<CrowdResult> {
  const rig = await openRig(stack, plan.workerCommand ?? ['worker/main.ts']);
  const explainer = plan.isExplained ? new Explainer(stack) : null;
  const run = new Crowd(rig, plan, explainer);
  try {
    return await run.play();
  } finally {
    await run.end();
    await explainer?.close();
    await rig.close();
  }
}

class Crowd {
  private readonly person: Person;
  private readonly apis: SteadyApis;
  private readonly workers: WorkerProcess[];
  private readonly starts: Promise<void>[] = [];
  private cutInBody = 0;
  private isOver = false;
  private feedFailure: Error | null = null;
  private readonly seen: CrowdResult['seen'] = [];

  constructor(
    private readonly rig: ChaosRig,
    private readonly plan: CrowdPlan,
    private readonly explainer: Explainer | null,
  ) {
    this.person = new Person(rig, { isAging: false });
    this.apis = new SteadyApis(rig);
    this.workers = [rig.worker, ...Array.from({ length: plan.workers - 1 }, () => rig.anotherWorker())];
  }

  async end(): Promise<void> {
    this.isOver = true;
    this.rig.smtp.atMoment = () => undefined;
    await this.person.end();
    await Promise.allSettled(this.starts);
    await this.apis.stop();
  }

  async play(): Promise<CrowdResult> {
    const { plan, rig } = this;
    const population = await populate(rig, { ...plan, customers: plan.enrollments });
    await Promise.all([...this.workers.map((worker) => worker.start()), this.apis.start(plan.apis)]);
    this.person.begin();
    const beganAt = Date.now();
    const feeding = this.feed(population);
    feeding.catch((error: unknown) => (this.feedFailure = asError(error)));
    for (let kill = 1; kill <= plan.kills; kill += 1) {
      await this.untilAccepted((this.mails() * (kill - 1)) / (plan.kills + 1), beganAt);
      await this.kill(kill);
      if (plan.isOverAtDuplicate && (await tally(rig, plan.enrollments)).duplicates > 0) break;
    }
    const lastKillAt = Date.now();
    await feeding;
    await Promise.all(this.starts);
    await this.untilAccepted(Infinity, beganAt);
    return await this.result(beganAt, lastKillAt);
  }

  /** Mails that there are if nobody stops anything. */
  private mails(): number {
    return this.plan.enrollments * (STEPS + COPIES);
  }

  /** Enrols through the APIs, stops some of it, and goes no further ahead of the mails than `inHand`. */
  private async feed({ customerIds, sequenceIds }: Population): Promise<void> {
    const { rig, apis } = this;
    const inHand = Math.max(LEAST_IN_HAND, customerIds.length / SHARE_IN_HAND);
    const enrol = async ({ customerId, n }: { customerId: string; n: number }): Promise<void> => {
      while (!this.isOver && n > rig.smtp.total / (STEPS + COPIES) + inHand) await sleep(POLL_MS);
      const path = `/v1/sequences/${sequenceIds[n % sequenceIds.length]!}/enrollments`;
      await apis.post(path, { customerId }, { key: `enrol-${n}` });
      if (n % STOP_EVERY === STOP_EVERY - 1) await this.stopAndNote(customerId, n);
    };
    const numbered = customerIds.map((customerId, n) => ({ customerId, n }));
    await inParallel(numbered, enrol, CALLERS);
  }

  private async stopAndNote(customerId: string, n: number): Promise<void> {
    const { id } = await this.rig.db.enrollment.findFirstOrThrow({ where: { customerId } });
    const content = `${NOTE} ${n}`;
    await this.apis.post(`/v1/customers/${customerId}/notes`, { content }, { key: `note-${n}` });
    const stopping = this.apis.post(`/v1/enrollments/${id}/stop`, {}, { key: `stop-${n}` });
    await stopping.catch((error: unknown) => {
      // A try before this one has stopped it, or it was quicker and has ended.
      if (!(error instanceof Refusal && error.status === 409)) throw error;
    });
  }

  /** The next one in turn, every fourth time an API, once the one before runs again. */
  private async kill(kill: number): Promise<void> {
    const { plan, apis, rig, workers } = this;
    await Promise.all(this.starts);
    const api = kill % 4 === 3 ? apis.all[Math.floor(kill / 4) % apis.all.length] : undefined;
    plan.say(`  kill ${kill} of ${plan.kills}: ${api ? 'an API' : 'a worker'}`);
    const worker = workers[kill % workers.length]!;
    const startAgain = (): void => void this.starts.push((api?.process ?? worker).start());
    if (api) return killUnheard(rig, apis, { api, kill, startAgain });
    if (kill % 3 === 0) await worker.kill();
    else this.cutInBody += await killInBodies(rig, worker, kill % 3 === 2);
    startAgain();
  }

  /** Waits for so many accepted mails, or until nothing is open or moves any more. */
  private async untilAccepted(count: number, beganAt: number): Promise<void> {
    const { plan, rig } = this;
    let movedAt = Date.now();
    let before: Tally | null = null;
    for (;;) {
      if (this.feedFailure !== null) throw this.feedFailure;
      if (rig.smtp.total >= count) return;
      const lookedAt = Date.now();
      const now = await tally(rig, plan.enrollments);
      await this.see(now, beganAt);
      if (now.open + now.uncertain === 0 || (plan.isOverAtDuplicate && now.duplicates > 0)) return;
      if (now.accepted !== before?.accepted || now.open !== before.open) movedAt = Date.now();
      if (Date.now() > movedAt + plan.settleMs) return;
      before = now;
      const nextAt = Date.now() + Math.max(LOOK_EVERY_MS, LOOKS_SHARE * (Date.now() - lookedAt));
      while (Date.now() < nextAt && rig.smtp.total < count) await sleep(POLL_MS);
    }
  }

  private async see({ accepted, open }: Tally, beganAt: number): Promise<void> {
    const second = Math.round((Date.now() - beganAt) / 1_000);
    const last = this.seen.at(-1);
    if (last && (second - last.second) * 1_000 < SEE_EVERY_MS) return;
    const waits = await waitsOf(this.rig);
    this.seen.push({ second, sent: accepted, open, waits });
    this.plan.say(`  ${second} s: ${accepted} mails, ${open} open: ${waits.join(', ')}`);
    if (!this.explainer) return;
    const alive = this.workers.flatMap(({ pid }) => pid ?? []);
    const onWhom = await this.explainer.waits(this.rig, new Set(alive));
    this.plan.say(`    in Temporal: ${onWhom.join(', ')}`);
  }

  private async result(beganAt: number, lastKillAt: number): Promise<CrowdResult> {
    const { plan, rig, person, apis, cutInBody, seen } = this;
    const endedAt = Date.now();
    const last = await tally(rig, plan.enrollments);
    return {
      ...last,
      ...(await countDoubles(rig)),
      plan,
      expected: (plan.enrollments - last.stopped) * (STEPS + COPIES),
      lost: last.missing,
      doubts: rig.smtp.doubts,
      answered: person.answered,
      refusedAnswers: person.refused,
      workerKills: this.workers.reduce((sum, { kills }) => sum + kills, 0),
      apiKills: apis.all.reduce((sum, { process }) => sum + process.kills, 0),
      cutInBody,
      failedStarts: [...this.workers, ...apis.all.map(({ process }) => process)].reduce(
        (sum, each) => sum + each.failedStarts,
        0,
      ),
      retried: apis.retried,
      drainMs: endedAt - beganAt,
      afterKillsMs: endedAt - lastKillAt,
      seen,
    };
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
