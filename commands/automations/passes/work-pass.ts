import { SYSTEM } from '../../../contracts/actor.ts';
import type { PassDirective, PassProgress } from '../../../contracts/automations/directives.ts';
import type { PassReason } from '../../../contracts/automations/kinds.ts';
import type { StoredAutomation } from '../../../domain/automations/definition.ts';
import { isOfOwner } from '../../../domain/automations/rights.ts';
import type { StoredPass } from '../../../domain/automations/pass.ts';
import type { CommandDeps } from '../../deps.ts';
import { runCommand } from '../../run-command.ts';
import { askForConfirmation } from './confirm-size.ts';
import { fillPass } from './fill-pass.ts';
import { finishPass } from './finish-pass.ts';
import type { PassParts } from './parts.ts';
import { PASS_PARTS } from './pass-parts.ts';
import { leaveOutFormer } from './leave-out-former.ts';
import { pauseIfUnfit } from './pause-unfit.ts';
import { startDuePass } from './start-due-pass.ts';
import { WorkRecords } from './work-records.ts';

/** A pass that waits looks again after so long if it hears of nothing. */
const LOOK_AGAIN_MS = 24 * 60 * 60_000;
/** Longer than one go at it: until then nobody has to look after the pass. */
const LEASE_MS = 10 * 60_000;

/** One go at a pass. */
export interface PassWork {
  passId: string;
  /** Asked between two customers, and between two chunks of filling: what is left is for the next go. */
  isOver: () => boolean;
}

/**
 * Does what is left of a pass (A5): compares the audience, fills the pass, asks a person where its number needs one, and acts
 * on one customer after the other, by id. The rows are the truth: whatever a crash leaves is taken up by the next go. Who
 * is in hand is finished, also of one that was paused or has ended.
 *
 * @throws the first fault of ours, after all other customers were tried
 */
export async function workPass(
  deps: CommandDeps,
  work: PassWork,
  parts: PassParts = PASS_PARTS,
): Promise<PassDirective> {
  const { store, db } = deps;
  const { passId } = work;
  const pass = await store.automationPasses.read(db, passId);
  const automation = pass && (await store.automations.read(db, pass.automationId));
  if (!automation) return { kind: 'ended' };
  if (await endsNow(deps, automation)) await startDuePass(deps, { automationId: automation.id });
  const waits = await prepare(deps, { automation, pass, work, parts });
  if (waits === 'over') return progressOf(deps, { kind: 'more' }, passId);
  if (waits === 'paused' && (await isUnowned(deps, automation.id)))
    return wait(deps, { passId, reason: waits });
  const isTakenOnly = waits !== null;
  const [isEnded, isRetry] = [waits === 'ended', pass.retriedAt !== null];
  const records = new WorkRecords(deps, { automation, passId, parts, isTakenOnly, isEnded, isRetry, work });
  if (!(await records.run())) return progressOf(deps, { kind: 'more' }, passId);
  return waits === null || waits === 'ended'
    ? finish(deps, { automation, passId, parts })
    : wait(deps, { passId, reason: waits });
}

async function finish(
  deps: CommandDeps,
  { automation, passId, parts }: { automation: StoredAutomation; passId: string; parts: PassParts },
): Promise<PassDirective> {
  if (await finishPass(deps, { passId, automationId: automation.id, parts }))
    return progressOf(deps, { kind: 'ended' }, passId);
  return progressOf(deps, { kind: 'more' }, passId);
}

async function endsNow(deps: CommandDeps, { endsAt, status }: StoredAutomation): Promise<boolean> {
  const isAlive = status === 'running' || status === 'paused';
  return isAlive && endsAt !== null && endsAt <= (await deps.now());
}

/** Whether it is paused for what its owner may not do any more: who is in hand waits too (A1). */
async function isUnowned({ store, db }: CommandDeps, automationId: string): Promise<boolean> {
  return isOfOwner((await store.automations.read(db, automationId))?.pauseReason ?? null);
}

/**
 * Everything before the first customer.
 *
 * @returns null: it acts; `ended`: who is in hand is finished, nobody else begun; `over`: this go is; else why it waits
 */
async function prepare(
  deps: CommandDeps,
  input: { automation: StoredAutomation; pass: StoredPass; work: PassWork; parts: PassParts },
): Promise<PassReason | 'ended' | 'over' | null> {
  const { automation, work, parts } = input;
  const { store, db } = deps;
  const { passId, isOver } = work;
  const now = await deps.now();
  const pass = await store.automationPasses.read(db, passId);
  if (pass?.status !== 'running' && pass?.status !== 'waiting') return 'ended';
  const present = await store.automations.read(db, automation.id);
  const isRetry = pass.retriedAt !== null && present?.status === 'completed';
  if (present?.status !== 'running' && !isRetry) return 'paused';
  await store.automationPasses.save(db, { passId, set: { wakeAt: now + LEASE_MS } });
  if (await pauseIfUnfit(deps, automation.id)) return 'paused';
  if (await store.passWork.isOff(db, { automationId: automation.id, now })) return 'switched_off';
  if (pass.comparedAt === null) {
    // Nobody keeps the membership of one that is completed: who failed in it is asked alone.
    if (present?.status === 'running') await parts.compareMembers(deps, { automationId: automation.id });
    else await leaveOutFormer(deps, { automation, passId });
    const { audienceVersion } = present ?? automation;
    if (!(await noteCompared(deps, { pass, audienceVersion, now }))) return 'over';
  }
  if (!pass.isFilled && !(await fillPass(deps, { automation, passId, parts, isOver }))) return 'over';
  return askForConfirmation(deps, { automationId: automation.id, passId });
}

/**
 * Notes that the members of an automation are those of its audience, and takes back the records of who was of another one.
 *
 * @returns false: the audience became another one meanwhile
 */
function noteCompared(
  deps: CommandDeps,
  input: { pass: StoredPass; audienceVersion: number; now: number },
): Promise<boolean> {
  const { automations, automationPasses, untakenRecords } = deps.store;
  const { audienceVersion, now } = input;
  const { id: passId, automationId } = input.pass;
  return runCommand(deps, SYSTEM, async (tx) => {
    const present = await automations.lock(tx, automationId);
    const pass = await automationPasses.lock(tx, passId);
    if (!pass || present?.audienceVersion !== audienceVersion) return false;
    const isFilledAnew = !pass.isFilled && pass.size !== null;
    const set = {
      comparedAt: now,
      ...(isFilledAnew && { size: await untakenRecords.dropFormer(tx, passId) }),
    };
    await automationPasses.save(tx, { passId, set });
    return true;
  });
}

/** Nobody has to look after it, unless it was woken meanwhile. */
async function wait(
  deps: CommandDeps,
  { passId, reason }: { passId: string; reason: PassReason },
): Promise<PassDirective> {
  const until = (await deps.now()) + LOOK_AGAIN_MS;
  await deps.store.automationPasses.rest(deps.db, passId);
  return progressOf(deps, { kind: 'wait', until, reason }, passId);
}

async function progressOf<T extends object>(
  { store, db }: CommandDeps,
  directive: T,
  passId: string,
): Promise<T & PassProgress> {
  const { open, done, failed, skipped } = await store.passWork.count(db, passId);
  const over = done + failed + skipped;
  return { ...directive, size: open + over, over, failed };
}
