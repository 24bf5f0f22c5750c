import { SYSTEM } from '../../../contracts/actor.ts';
import type { PassReason } from '../../../contracts/automations/kinds.ts';
import { nextPass, type PassCalendar } from '../../../domain/automations/calendar.ts';
import type { StoredAutomation } from '../../../domain/automations/definition.ts';
import type { StoredPass } from '../../../domain/automations/pass.ts';
import type { Tx } from '../../../infra/db/client.ts';
import type { CommandDeps } from '../../deps.ts';
import { runCommand } from '../../run-command.ts';
import { attempt } from '../../wakes.ts';
import { calendarOf } from './calendar-of.ts';
import { completeRun } from './complete-run.ts';
import { expectPass, expectPassAfter } from './expect-pass.ts';
import { recordPass } from './record-pass.ts';
import { reschedule } from './reschedule.ts';

/** Temporal fires a little early at times. */
const DUE_SLACK_MS = 2_000;
/** A pass that could not begin for so long does not take place: the next one does. */
const MISSED_AFTER_MS = 6 * 60 * 60_000;

/** Of which automation. */
export interface DuePassInput {
  automationId: string;
}

/** The pass that began; null: none is due, it was skipped, or it waits. */
export interface StartedPass {
  passId: string | null;
}

/**
 * Begins the pass of an automation that is due, once, whoever asks and how often: its schedule at the time, the reconciler
 * afterwards. One that falls due while another of its calendar is at work, while the automation is paused, or during an
 * outage of more than six hours is skipped with that reason (A2). At its end the automation is completed.
 */
export async function startDuePass(deps: CommandDeps, { automationId }: DuePassInput): Promise<StartedPass> {
  const { started, woken } = await runCommand(deps, SYSTEM, async (tx, now) => {
    const nothing = { started: null, woken: null };
    const automation = await deps.store.automations.lock(tx, automationId);
    if (automation?.status !== 'running' && automation?.status !== 'paused') return nothing;
    if (automation.endsAt !== null && automation.endsAt <= now) {
      return { started: null, woken: await completeRun(deps, tx, { automation, now }) };
    }
    const pass = await beginDue(deps, tx, { automation, now });
    return { started: pass?.id ?? null, woken: pass?.id ?? null };
  });
  if (woken) await attempt(deps.lifecycle.wakePass({ automationId, passId: woken }));
  return { passId: started };
}

/** Begins the expected pass if its time has come; those before it that do not take place are skipped. */
async function beginDue(
  deps: CommandDeps,
  tx: Tx,
  { automation, now }: { automation: StoredAutomation; now: number },
): Promise<StoredPass | null> {
  const { automationPasses, passCalendars } = deps.store;
  const calendar = await calendarOf(deps, tx, automation);
  const state = await passCalendars.readCalendar(tx, automation.id);
  // The organisation has moved to another zone since.
  if (state?.zone !== calendar.zone) await reschedule(deps, tx, { automation, now });
  let expected =
    (await automationPasses.findExpected(tx, automation.id)) ??
    (await expectPass(deps, tx, { automation, calendar, now }));
  while (expected && expected.nominalAt <= now + DUE_SLACK_MS) {
    const verdict = await judge(deps, tx, { automation, calendar, expected, now });
    if (verdict === 'waits') return null;
    const { id: passId, nominalAt: after } = expected;
    if (verdict === 'begins') {
      const begun = { status: 'running', startedAt: now, wakeAt: now } as const;
      await automationPasses.save(tx, { passId, set: begun });
      await expectPassAfter(deps, tx, { automation, calendar, after, now });
      await recordPass(deps, tx, { actor: SYSTEM, pass: expected, change: 'started', now });
      return expected;
    }
    await automationPasses.skip(tx, { passId, reason: verdict, now });
    const pass: StoredPass = { ...expected, status: 'skipped', reason: verdict };
    await recordPass(deps, tx, { actor: SYSTEM, pass, change: 'skipped', now });
    expected = await expectPassAfter(deps, tx, { automation, calendar, after, now });
  }
  return null;
}

/** What becomes of a pass that is due. One that nothing follows, or that begins a run, waits rather than be left out. */
async function judge(
  { store }: CommandDeps,
  tx: Tx,
  input: { automation: StoredAutomation; calendar: PassCalendar; expected: StoredPass; now: number },
): Promise<'begins' | 'waits' | PassReason> {
  const { automation, calendar, expected, now } = input;
  const { nominalAt, runNo } = expected;
  const { isOfRun } = await store.automationPasses.lastScheduled(tx, { automationId: automation.id, runNo });
  const isMadeUp = automation.every === null || (automation.startsAt === null && !isOfRun);
  if (automation.status === 'paused') return isMadeUp ? 'waits' : 'paused';
  const open = await store.automationPasses.findOpen(tx, automation.id);
  if (open) {
    if (isMadeUp) return 'waits';
    if (open.kind === 'scheduled') return 'overlap';
    // One of changes is short: the day's pass is not lost for it, but begins when it is over.
    const next = nextPass(calendar, nominalAt);
    return next !== null && next <= now + DUE_SLACK_MS ? 'overlap' : 'waits';
  }
  return nominalAt < now - MISSED_AFTER_MS && !isMadeUp ? 'outage' : 'begins';
}
