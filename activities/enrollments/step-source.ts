import type { Directive } from '../../contracts/enrollments/directive.ts';
import { decideFor, writeDecided } from '../../commands/enrollments/write-decided.ts';
import { isOwnSend } from '../../domain/enrollments/held-by.ts';
import { senderOf } from '../../domain/enrollments/sender.ts';
import { prepareMessage } from '../../domain/enrollments/prepare-step.ts';
import type { Decision } from '../../domain/enrollments/decide.ts';
import { leavesLine } from '../../domain/enrollments/leaving-line.ts';
import {
  contactTypesOf,
  isFinal,
  statusBeforeSend,
  type EnrollmentSnapshot,
  type Execution,
} from '../../domain/enrollments/snapshot.ts';
import { closedBy, NEVER_UNDISTURBED, undisturbedFrom } from '../../domain/enrollments/undisturbed-hours.ts';
import { hasHitsToJudge } from '../../domain/enrollments/unjudged-hits.ts';
import type { RunningTx } from '../../infra/db/raw-transaction.ts';
import type { ActivityDeps } from '../deps.ts';
import type {
  Composed,
  Denial,
  MessageIds,
  NotComposed,
  Opened,
  SendChange,
  SendSource,
  SentMessage,
  Waited,
} from '../sending/send-source.ts';
import { decideAfter, settleAsClaimed, type StepRow } from './settle-as-claimed.ts';
import { stepFacts } from './step-facts.ts';
import { stepOpensAt } from './step-hours.ts';
import {
  channelOf,
  composedStep,
  denialIn,
  inLine,
  JUDGE_FIRST,
  sentBesides,
  stepChangeOf,
} from './step-changes.ts';
import { writeStepText, type StepText } from './write-step-text.ts';

/** Which step of which enrollment. */
export interface ExecuteStepInput {
  enrollmentId: string;
  stepExecutionId: string;
}

/** A step of a sequence as the source of a message (S3, S5). */
export class StepSource implements SendSource<RunningTx, StepRow, Directive, StepText> {
  constructor(
    private readonly deps: ActivityDeps,
    private input: ExecuteStepInput,
    private readonly isJudged = false,
  ) {}

  get ref() {
    return { kind: 'step_execution', id: this.input.stepExecutionId } as const;
  }

  get passFence() {
    return this.deps.store.stepSends.passFence;
  }

  run<T>(body: (tx: RunningTx) => Promise<T>): Promise<T> {
    return this.deps.store.rawTransaction.run(this.deps.db, body);
  }

  /** Decides again whether this step leaves now; anything else that is decided is written and comes back. */
  async open(tx: RunningTx, now: number) {
    const { deps } = this;
    const { enrollmentId } = this.input;
    const asked = { ...this.input, now };
    const [, read] = await Promise.all([
      deps.store.snapshots.lockWithCustomers(tx, [enrollmentId]),
      deps.store.readToSend.readToSend(tx, asked),
    ]);
    if (!read) return done({ kind: 'finished', reason: 'no_row' });
    const { snapshot } = read;
    if (!this.isJudged && hasHitsToJudge(snapshot, now)) return done(JUDGE_FIRST);
    const leaving = snapshot.executions.find(({ status }) => status === 'sending');
    if (leaving) this.passOn(snapshot, leaving.stepExecutionId);
    let { stepExecutionId } = this.input;
    let lost: { kind: 'vanished'; row: StepRow; token: string } | null = null;
    const abandoned = snapshot.executions.find(
      (row) => row.stepExecutionId === stepExecutionId && row.status === 'sending',
    );
    if (abandoned) {
      const inFlight = await deps.store.inFlight.findInFlight(tx, [enrollmentId]);
      const token = inFlight.find((row) => row.n === 1 && row.stepExecutionId === stepExecutionId)?.token;
      const mayRepeat = abandoned.type === 'sms' && (deps.transports.sms.idempotentMs ?? 0) > 0;
      if (token !== undefined)
        lost = { kind: 'vanished', row: { snapshot, execution: { ...abandoned } }, token };
      if (lost && !mayRepeat) return lost;
      // Taken over from an attempt that ended before its hand-over.
      abandoned.status = statusBeforeSend(abandoned);
    }
    const decision = decideFor(deps, snapshot, now);
    const isWritten = decision.executions.some((row) => row.stepId === abandoned?.stepId);
    if (abandoned && !isWritten) decision.executions.push(abandoned);
    const { directive } = decision;
    if (directive.kind === 'execute') this.passOn(snapshot, directive.stepExecutionId);
    ({ stepExecutionId } = this.input);
    if (directive.kind !== 'execute' || directive.stepExecutionId !== stepExecutionId)
      return lost ?? done(await this.follow(tx, { snapshot, decision, now }));
    const isStored = this.isStored(snapshot, decision);
    const execution = await this.ensureRow(tx, { snapshot, decision, now });
    const row: StepRow = { snapshot, execution, ...(isStored && { claimedAt: now }) };
    const sender = senderOf(snapshot, execution, this.stepOf(row));
    const isOfThis = isStored && stepExecutionId === asked.stepExecutionId;
    const mail = isOfThis ? read.mail : null;
    const facts = await stepFacts(deps, tx, { mail, snapshot, sender, stepExecutionId, now });
    const known = snapshot.mailboxes.find((each) => each.mailboxId === sender.mailboxId);
    const mailbox = known && isOwnSend(execution) ? { ...known, isHeld: false } : known;
    const { slotAt, dueAt: since } = execution;
    return { kind: 'open' as const, row, facts, slotAt, since, mailbox, ...inLine(row) };
  }

  async lock(tx: RunningTx, now: number) {
    const snapshot = await this.read(tx, now);
    const { stepExecutionId } = this.input;
    const execution = snapshot?.executions.find((row) => row.stepExecutionId === stepExecutionId);
    if (!snapshot || !execution) return done({ kind: 'finished', reason: 'no_row' });
    return { kind: 'locked' as const, row: { snapshot, execution }, mailboxes: snapshot.mailboxes };
  }

  compose(
    _tx: RunningTx,
    { row, facts }: Opened<StepRow>,
    { unsubscribeUrl }: MessageIds,
    now: number,
  ): Promise<Composed | NotComposed<Directive, StepText>> {
    const { snapshot, execution } = row;
    const prepared = prepareMessage({
      snapshot,
      facts,
      contactTypes: contactTypesOf(execution, this.stepOf(row)),
      isManual: execution.isManual,
      now,
      unsubscribeUrl,
      hash: this.deps.hash,
      channel: channelOf(execution),
    });
    if (prepared.kind === 'message' && undisturbedFrom(snapshot, execution, now) === null)
      return instead({ to: 'failed', code: 'quiet_hours', detail: NEVER_UNDISTURBED });
    if (prepared.kind === 'error')
      return instead({ to: 'failed', code: prepared.code, detail: prepared.detail });
    if (prepared.kind === 'skip')
      return instead({ to: 'skipped', reason: prepared.reason, detail: prepared.detail });
    const { customerId } = snapshot.enrollment;
    if (prepared.kind === 'unwritten')
      return Promise.resolve({ kind: 'unwritten', text: { ...prepared.text, customerId } });
    if (execution.isManual && execution.sendRequestedAt === null)
      throw new Error('a message that waits for a person is not sent');
    return Promise.resolve(composedStep({ snapshot, execution, facts, message: prepared.message }));
  }

  gatesOf({ snapshot }: StepRow) {
    return [{ kind: 'sequence' as const, id: snapshot.enrollment.sequenceId }];
  }

  opensAt({ row }: Pick<Opened<StepRow>, 'row'>, waited: Waited): number {
    return stepOpensAt(row, this.stepOf(row), waited);
  }

  closedBy({ row: { snapshot, execution } }: Opened<StepRow>, at: number) {
    return closedBy(snapshot, execution, at);
  }

  async retriesAt(_tx: RunningTx, row: StepRow, at: number): Promise<number> {
    return this.opensAt({ row }, { at, reason: 'retrying' });
  }

  showing({ execution: { stepExecutionId } }: StepRow, now: number) {
    return this.deps.store.stepSends.sending({ stepExecutionId, now });
  }

  async show(tx: RunningTx, row: StepRow, change: SendChange, now: number): Promise<Directive> {
    const { deps } = this;
    const { snapshot, execution } = row;
    const { stepExecutionId } = execution;
    const { enrollmentId } = snapshot.enrollment;
    // A person may have ended the step while it was on its way; only a hand-over overrules that.
    const isEnded = execution.status === 'cancelled' || execution.status === 'skipped';
    const isApplied = !isEnded || change.to === 'sent';
    const effect = isApplied ? stepChangeOf(change, execution, now) : {};
    const { decided, changed } = decideAfter(deps, row, { effect, now });
    const { decision } = decided;
    const step = this.stepOf(row);
    if (change.to === 'skipped' && step)
      decision.became.push({ execution: changed, step, kind: 'skipped', holiday: null });
    const isLate = execution.status === 'uncertain' && change.to !== 'lost';
    const error = change.to === 'failed' || change.to === 'uncertain' ? change : null;
    const besides =
      change.to === 'sent' ? sentBesides(deps.newId, decided, { changed, sent: change.claimed }) : {};
    const writes = Promise.all([
      writeDecided(deps, tx, [decided], now, besides),
      error ? deps.store.stepSends.setError(tx, { ...error, stepExecutionId }) : null,
      isLate ? deps.store.enrollments.bumpIntent(tx, [enrollmentId]) : null,
    ]);
    // A stop, what was decided behind the step and who leaves a line are written by a second statement: the commit has to
    // wait for it.
    const isOneStatement = decision.stop === null && decision.edges.length === 0 && !leavesLine(decided);
    const [directives] = await (isOneStatement ? tx.$commitAfter(writes) : writes);
    return directives.get(enrollmentId)!;
  }

  settleSent(row: StepRow, sent: SentMessage, now: number): Promise<Directive | null> {
    return settleAsClaimed(this.deps, row, sent, now);
  }

  write(text: StepText): Promise<string | null> {
    return writeStepText(this.deps, this.ref.id, text);
  }

  /** Its workflow has gone on without a late result: it is told to look again. */
  async afterSettled({ execution }: StepRow): Promise<void> {
    if (execution.status === 'uncertain') await this.deps.lifecycle.wakeEnrollment(this.input.enrollmentId);
  }

  /** A wait for this very step, of a kind that ends by itself. */
  denialOf = (directive: Directive): Denial | null => denialIn(directive, this.ref.id);

  private async read(tx: RunningTx, now: number): Promise<EnrollmentSnapshot | undefined> {
    const { snapshots } = this.deps.store;
    const { enrollmentId } = this.input;
    const [, [snapshot]] = await Promise.all([
      snapshots.lockWithCustomers(tx, [enrollmentId]),
      snapshots.readSnapshots(tx, { enrollmentIds: [enrollmentId], now }),
    ]);
    return snapshot;
  }

  /** A timer may name the step whose outcome was waited for (S15): what leaves then is what follows it. */
  private passOn({ branching, executions }: EnrollmentSnapshot, stepExecutionId: string): void {
    const named = executions.find((row) => row.stepExecutionId === this.input.stepExecutionId);
    if (branching !== null && named && isFinal(named.status)) this.input = { ...this.input, stepExecutionId };
  }

  /** Whether the row stands as it was decided before, and nothing was decided behind another. */
  private isStored({ executions }: EnrollmentSnapshot, { edges }: Decision): boolean {
    return edges.length === 0 && executions.some((row) => row.stepExecutionId === this.ref.id);
  }

  /** The row itself; one that this decision just made is written first, so that it can be read with its content. */
  private async ensureRow(tx: RunningTx, looked: Looked): Promise<Execution> {
    const { snapshot, decision, now } = looked;
    const { stepExecutionId } = this.input;
    const isStored = this.isStored(snapshot, decision);
    const rows = [...decision.executions, ...snapshot.executions];
    const execution = rows.find((row) => row.stepExecutionId === stepExecutionId);
    if (!execution) throw new Error(`no step execution ${stepExecutionId}`);
    // What was decided behind a step holds before anything leaves on the strength of it.
    if (!isStored) await writeDecided(this.deps, tx, [{ snapshot, decision }], now);
    if (!snapshot.executions.some((row) => row.stepExecutionId === stepExecutionId))
      snapshot.executions.push(execution);
    return execution;
  }

  /** What an enrollment does that does not send this step. */
  private async follow(tx: RunningTx, { snapshot, decision, now }: Looked): Promise<Directive> {
    const { enrollmentId, status } = snapshot.enrollment;
    const isOver = status === 'completed' || status === 'stopped';
    if (isOver) await this.deps.store.enrollments.markApplied(tx, [enrollmentId]);
    else await writeDecided(this.deps, tx, [{ snapshot, decision }], now);
    return decision.directive;
  }

  private stepOf({ snapshot, execution }: StepRow) {
    return snapshot.steps.find((row) => row.stepId === execution.stepId) ?? null;
  }
}

/** One look at an enrollment. */
interface Looked {
  snapshot: EnrollmentSnapshot;
  decision: Decision;
  now: number;
}

function done(next: Directive) {
  return { kind: 'done' as const, next };
}

function instead(change: SendChange) {
  return Promise.resolve({ kind: 'instead' as const, change });
}
