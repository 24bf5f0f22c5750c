import type { AutomationAction } from '../../../contracts/automations/actions.ts';
import type { EffectStatus, RecordStatus } from '../../../contracts/automations/kinds.ts';
import { ProblemError } from '../../../contracts/problems.ts';
import type { Tx } from '../../../infra/db/client.ts';
import type { EffectRow } from '../../../infra/db/automations/pass-work.ts';
import { lackedRights } from '../../../domain/automations/rights.ts';
import type { CommandDeps } from '../../deps.ts';
import { joining, TRANSACTION_TIMEOUT_MS, TRANSACTION_WAIT_MS } from '../../run-command.ts';
import type { Effect } from '../effects/effect.ts';
import { wordsOf } from '../effects/apply-action.ts';
import { retryEffect } from '../messages/retry-effect.ts';
import { NotBegun, whyLeftOut, type RecordWork } from './why-left-out.ts';

/** Applied, in this pass: a message that waits leaves by itself. */
const isApplied = (status: EffectStatus | undefined): boolean => status === 'done' || status === 'waiting';

/** An action that did not go: it takes back what its transaction did. */
class Unapplied extends Error {
  readonly effect: Extract<Effect, { status: 'failed' | 'skipped' }>;
  constructor(effect: Extract<Effect, { status: 'failed' | 'skipped' }>) {
    super(effect.reason);
    this.effect = effect;
  }
}
/**
 * Applies what is left to do to one customer of a pass, in order, each action with the row that says so in one
 * transaction: whatever crashes, it is applied once or not at all. What is refused is written down, and what follows it is
 * skipped for this customer (A2, A5).
 *
 * @returns `stopped`: the automation is paused or its pass has ended, and the customer was not begun
 */
export async function workRecord(deps: CommandDeps, work: RecordWork): Promise<'over' | 'stopped'> {
  const { effects } = work.record;
  const left = leftOf(work);
  try {
    if (left.length === 0) await end(deps, work, { status: statusOf(effects) });
    for (const [n, step] of left.entries()) {
      const status = await apply(deps, work, { ...step, rest: left.slice(n + 1) });
      if (status === 'failed' || status === null) break;
    }
    return 'over';
  } catch (error) {
    if (error instanceof NotBegun) return error.next;
    throw error;
  }
}

/**
 * The actions that are still to be applied: of an automation that acts once also what no pass before applied (A2); where what
 * failed is tried again, none that the pass did not have, since an edit made it later (A5).
 */
function leftOf({ automation, isRetry, record: { effects, appliedBefore } }: Unacted): Placed[] {
  const isOver = ({ key }: AutomationAction): boolean =>
    isApplied(effects.get(key)) ||
    (automation.isOnce && appliedBefore.has(key)) ||
    (isRetry && !effects.has(key));
  return automation.actions
    .map((action, ordinal) => ({ action, ordinal }))
    .filter(({ action }) => !isOver(action));
}

/** What became of a customer, by what became of every action. */
function statusOf(effects: ReadonlyMap<string, EffectStatus>): RecordStatus {
  const statuses = [...effects.values()];
  if (statuses.includes('failed')) return 'failed';
  return statuses.length > 0 && statuses.every((status) => status === 'skipped') ? 'skipped' : 'done';
}

/** What nobody may act on. */
type Unacted = Omit<RecordWork, 'actor'>;

/** One action of an automation, by its place. */
interface Placed {
  action: AutomationAction;
  ordinal: number;
}
interface Step extends Placed {
  /** What follows it. */
  rest: readonly Placed[];
}

/** Applies one action. Null: the customer is left out of the pass instead. */
async function apply(deps: CommandDeps, work: RecordWork, step: Step): Promise<EffectStatus | null> {
  const { record, passId } = work;
  const { customerId, effects } = record;
  const isLast = step.rest.length === 0;
  const followUps: (() => Promise<void>)[] = [];
  const came = await inTransaction(deps, async (tx, now) => {
    if (!(await mayBegin(deps, tx, { work, now }))) return null;
    const unit = joining(deps, { tx, now, followUps });
    const status =
      (await sayAgain(unit, tx, { work, step, now })) ?? (await begin(unit, tx, { work, step, now }));
    effects.set(step.action.key, status);
    if (isLast) await settleLast(deps, tx, { work, now });
    else if (!record.isTaken) await settle(deps, tx, { passId, customerId, status: 'open', now });
    return status;
  }).catch((error: unknown) => {
    effects.delete(step.action.key);
    return unappliedOf(work, error);
  });
  if (came !== null && typeof came === 'object') return writeUnapplied(deps, work, { step, effect: came });
  record.isTaken = true;
  for (const followUp of followUps) await followUp();
  return came;
}

/** Applies it, unless that is done. */
async function begin(
  deps: CommandDeps,
  tx: Tx,
  { work, step, now }: { work: RecordWork; step: Step; now: number },
): Promise<EffectStatus> {
  const row = rowOf(deps, work, step, now);
  const isNew = await deps.store.passWork.beginEffect(tx, row);
  return isNew ? applyIn(deps, tx, { work, row }) : 'done';
}

/**
 * A message that was refused is tried again itself, and no second one made beside it: who has it already gets no other
 * (D1). Null: it was never made.
 */
async function sayAgain(
  deps: CommandDeps,
  tx: Tx,
  { work, step, now }: { work: RecordWork; step: Step; now: number },
): Promise<EffectStatus | null> {
  const { actor, record, passId } = work;
  const { customerId, effects } = record;
  const { key } = step.action;
  if (effects.get(key) !== 'failed') return null;
  const effectId = await deps.store.passWork.findFailed(tx, { passId, customerId, key });
  if (effectId === null || !(await retryEffect(deps, tx, { effectId, actor, now }))) return null;
  return 'waiting';
}

/** Ends a customer whose last action was applied. */
function settleLast(
  deps: CommandDeps,
  tx: Tx,
  { work, now }: { work: RecordWork; now: number },
): Promise<void> {
  const { passId, record } = work;
  const { customerId, effects } = record;
  const isAwaited = [...effects.values()].includes('waiting');
  return settle(deps, tx, { passId, customerId, status: statusOf(effects), isAwaited, now });
}

async function applyIn(
  deps: CommandDeps,
  tx: Tx,
  { work, row }: { work: RecordWork; row: EffectRow },
): Promise<EffectStatus> {
  const { automation, passId, actor, record, parts } = work;
  const { id: effectId, action, now } = row;
  const { customerId } = record;
  const input = { automation, action, customerId, passId, effectId, actor, now };
  const effect = await parts.applyAction(deps, tx, input);
  if ('reason' in effect) throw new Unapplied(effect);
  const { status, data } = effect;
  if (status === 'waiting' || data !== undefined)
    await deps.store.passWork.setEffect(tx, { id: effectId, status, data });
  return status;
}

/**
 * What a refusal means for the action. That the owner may not do it is nothing about this customer: nothing more is begun,
 * and the automation will be paused.
 *
 * @throws whatever is no refusal, but a fault
 */
function unappliedOf({ automation, actor }: RecordWork, error: unknown): Unapplied['effect'] {
  if (error instanceof Unapplied) return error.effect;
  if (!(error instanceof ProblemError)) throw error;
  if (lackedRights(actor.permissions, automation.actions).length > 0) throw new NotBegun('stopped');
  return { status: 'failed', reason: error.code, detail: wordsOf(error) };
}

/** Writes that an action was not applied. What follows a failure is not, either, and ends the record. */
async function writeUnapplied(
  deps: CommandDeps,
  work: Unacted,
  { step, effect }: { step: Step; effect: Unapplied['effect'] },
): Promise<EffectStatus> {
  const { passId, record } = work;
  const { customerId, effects } = record;
  effects.set(step.action.key, effect.status);
  const isFailed = effect.status === 'failed';
  await inTransaction(deps, async (tx, now) => {
    const status = isFailed || step.rest.length === 0 ? statusOf(effects) : 'open';
    await settle(deps, tx, { passId, customerId, status, now });
    const after = { status: 'skipped', reason: 'after_failure', detail: null } as const;
    const rest = isFailed ? step.rest.map((each) => ({ ...rowOf(deps, work, each, now), ...after })) : [];
    await deps.store.passWork.writeUnapplied(tx, [{ ...rowOf(deps, work, step, now), ...effect }, ...rest]);
  });
  record.isTaken = true;
  return effect.status;
}

/** Fails what is left to do to a customer: for a fault of ours that does not pass, or since nobody may do it any more. */
export async function failRecord(
  deps: CommandDeps,
  work: Unacted,
  reason: 'internal' | 'forbidden',
): Promise<void> {
  const [step, ...rest] = leftOf(work);
  if (!step) return;
  const effect = { status: 'failed', reason, detail: null } as const;
  await writeUnapplied(deps, work, { step: { ...step, rest }, effect });
}

/** Whether the next action may be applied. False: the customer is left out of the pass instead. */
async function mayBegin(
  deps: CommandDeps,
  tx: Tx,
  { work, now }: { work: RecordWork; now: number },
): Promise<boolean> {
  const { passId, record } = work;
  const { customerId } = record;
  const reason = await whyLeftOut(deps, tx, { work, now });
  if (reason === null) return true;
  await settle(deps, tx, { passId, customerId, status: 'skipped', reason, now });
  record.isTaken = true;
  return false;
}

async function settle(
  deps: CommandDeps,
  tx: Tx,
  input: Parameters<CommandDeps['store']['passWork']['settle']>[1],
): Promise<void> {
  if (!(await deps.store.passWork.settle(tx, input))) throw new NotBegun('over');
}

async function end(deps: CommandDeps, work: RecordWork, { status }: { status: RecordStatus }): Promise<void> {
  const { passId, record } = work;
  const { customerId } = record;
  await inTransaction(deps, (tx, now) => settle(deps, tx, { passId, customerId, status, now }));
}

function rowOf(
  { newId }: CommandDeps,
  { automation, passId, record }: Unacted,
  { action, ordinal }: Placed,
  now: number,
): EffectRow {
  const { customerId } = record;
  return {
    id: newId('automationEffect'),
    passId,
    customerId,
    automationId: automation.id,
    action,
    ordinal,
    now,
  };
}

async function inTransaction<T>(deps: CommandDeps, body: (tx: Tx, now: number) => Promise<T>): Promise<T> {
  const now = await deps.now();
  return deps.db.$transaction((tx) => body(tx, now), {
    maxWait: TRANSACTION_WAIT_MS,
    timeout: TRANSACTION_TIMEOUT_MS,
  });
}
