import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { createDrainSequenceChange } from '../../../activities/enrollments/drain-sequence-change.ts';
import type { ActivityDeps } from '../../../activities/deps.ts';
import { followEnrollments } from '../../../commands/enrollments/follow-enrollments.ts';
import { pauseEnrollment } from '../../../commands/enrollments/pause-enrollment.ts';
import { removeEnrollment } from '../../../commands/enrollments/remove-enrollment.ts';
import { resumeEnrollment } from '../../../commands/enrollments/resume-enrollment.ts';
import { setSwitch } from '../../../commands/holds/set-switch.ts';
import { reconcile } from '../../../commands/upkeep/reconcile.ts';
import { claimStep } from '../../support/worlds/claims.ts';
import { activeBranching, type BranchPlan } from '../../support/worlds/branching-world.ts';
import { meanwhile } from '../../support/worlds/meanwhile.ts';
import { MONDAY, OutcomeWorld } from '../../support/worlds/outcome-world.ts';
import { untilSomebodyWaits } from '../../support/servers/until-somebody-waits.ts';

const api = new OutcomeWorld();
beforeAll(() => api.open());
afterAll(() => api.close());
beforeEach(() => {
  api.now = MONDAY;
  api.lifecycle.woken.length = 0;
});

const ONE_MAIL: BranchPlan = { main: { E1: { at: 'offset 0' } } };
type Target = { scope: 'all' } | { scope: 'sequence' | 'mailbox'; id: string };
const targetOf = (scope: 'all' | 'sequence', id: string): Target =>
  scope === 'all' ? { scope } : { scope, id };
const SCOPES = ['all', 'sequence'] as const;

const switchOff = (target: Target) =>
  setSwitch(api.deps, api.actor, { ...target, isOn: true, reason: 'Wrong amounts' });
const switchOn = (target: Target) => setSwitch(api.deps, api.actor, { ...target, isOn: false });

/** An enrollment that no workflow has looked at. */
async function unstarted(): Promise<{ enrollmentId: string; sequenceId: string }> {
  const { sequenceId } = await activeBranching(api.deps, api.actor, ONE_MAIL, {
    mailboxId: api.world.mailboxId,
  });
  const { customerId } = await api.payer();
  const { enrollment } = await api.enroll(sequenceId, customerId);
  return { enrollmentId: enrollment.id, sequenceId };
}

/** The engine, whose next look does something after it has read its rows and before it writes. */
function between(act: () => Promise<unknown>): ActivityDeps {
  const { snapshots } = api.engine.store;
  let isDone = false;
  const readSnapshots: typeof snapshots.readSnapshots = async (db, input) => {
    const read = await snapshots.readSnapshots(db, input);
    if (!isDone) {
      isDone = true;
      await act();
    }
    return read;
  };
  return { ...api.engine, store: { ...api.engine.store, snapshots: { ...snapshots, readSnapshots } } };
}

const read = (enrollmentId: string) => api.db.enrollment.findUniqueOrThrow({ where: { id: enrollmentId } });

describe('D9: a switch that ends while an enrollment is looked at', () => {
  test.each(SCOPES)(
    'the switch of %s ended after the look had read the clock: it does not wait for it',
    async (scope) => {
      const { enrollmentId, sequenceId } = await unstarted();
      const target = targetOf(scope, sequenceId);
      await switchOff(target);
      await api.look(enrollmentId);
      expect((await read(enrollmentId)).waitReason).toBe('switched_off');
      const now = async () => {
        const before = api.now;
        api.now += 1_000;
        await switchOn(target);
        return before;
      };
      const { directives } = await followEnrollments({ ...api.engine, now }, [enrollmentId]);
      expect(directives.get(enrollmentId)).toMatchObject({ kind: 'execute' });
    },
  );

  test.each(SCOPES)(
    'the first look had read the switch of %s as on, and everybody else has followed: the reconciler wakes it',
    async (scope) => {
      const { enrollmentId, sequenceId } = await unstarted();
      const target = targetOf(scope, sequenceId);
      await switchOff(target);
      const drain = async () => {
        await switchOn(target);
        const { planVersion } = await api.db.sequence.findUniqueOrThrow({ where: { id: sequenceId } });
        const run = createDrainSequenceChange(api.engine);
        await new MockActivityEnvironment().run(() => run({ sequenceId, planVersion }));
      };
      const { directives } = await followEnrollments(between(drain), [enrollmentId]);
      expect(directives.get(enrollmentId)).toMatchObject({ reason: 'switched_off', until: null });
      await reconcile(api.engine);
      expect(api.lifecycle.woken).toContain(enrollmentId);
      await api.look(enrollmentId);
      api.lifecycle.woken.length = 0;
      await reconcile(api.engine);
      expect([(await read(enrollmentId)).waitReason, api.lifecycle.woken]).toEqual([null, []]);
    },
  );

  test('the claim had read that of its mailbox as on, and it ended before the message was held: the message leaves', async () => {
    const row = await api.started(ONE_MAIL);
    const target = { scope: 'mailbox', id: api.world.mailboxId } as const;
    await switchOff(target);
    const input = { enrollmentId: row.enrollmentId, stepExecutionId: row.executionId };
    const engine = meanwhile(api.engine, () => switchOn(target));
    expect(await claimStep(engine, input)).toMatchObject({ kind: 'claimed' });
  });

  test('whoever ends that of a mailbox waits for a claim that finds it on, and releases its message', async () => {
    const row = await api.started(ONE_MAIL);
    const target = { scope: 'mailbox', id: api.world.mailboxId } as const;
    await switchOff(target);
    const { sendHolds } = api.engine.store;
    let ended: Promise<unknown> = Promise.resolve();
    const isSwitchedOff: typeof sendHolds.isSwitchedOff = async (db, mailboxId) => {
      const isOff = await sendHolds.isSwitchedOff(db, mailboxId);
      ended = switchOn(target);
      await untilSomebodyWaits(api.db);
      return isOff;
    };
    const engine = {
      ...api.engine,
      store: { ...api.engine.store, sendHolds: { ...sendHolds, isSwitchedOff } },
    };
    const input = { enrollmentId: row.enrollmentId, stepExecutionId: row.executionId };
    expect(await claimStep(engine, input)).toMatchObject({ directive: { reason: 'mailbox_hold' } });
    await ended;
    expect(api.lifecycle.woken).toContain(row.enrollmentId);
    expect(await claimStep(api.engine, input)).toMatchObject({ kind: 'claimed' });
  });

  test('a claim that meets the command half way looks again within seconds', async () => {
    const row = await api.started(ONE_MAIL);
    const target = { scope: 'mailbox', id: api.world.mailboxId } as const;
    await switchOff(target);
    const input = { enrollmentId: row.enrollmentId, stepExecutionId: row.executionId };
    const until = await api.db.$transaction(async (tx) => {
      await api.engine.store.locks.closeGate(tx, { kind: 'mailbox', id: target.id });
      const met = await claimStep(api.engine, input);
      return met.kind === 'not_now' && met.directive.kind === 'wait' ? met.directive.until : null;
    });
    expect(until).toBe(api.now + 5_000);
    await switchOn(target);
  });
});

describe('S10: a pause that ends after a command has read the clock', () => {
  /** The commands, with a clock that stands before what is done meanwhile. */
  const earlier = (act: () => Promise<unknown>) => ({
    ...api.deps,
    now: async () => {
      const before = api.now;
      api.now += 1_000;
      await act();
      return before;
    },
  });

  test('it can be paused again', async () => {
    const { enrollmentId } = await api.started(ONE_MAIL);
    await pauseEnrollment(api.deps, api.actor, { enrollmentId });
    const deps = earlier(() => resumeEnrollment(api.deps, api.actor, { enrollmentId }));
    const paused = await pauseEnrollment(deps, api.actor, { enrollmentId });
    expect(paused.status).toBe('paused');
  });

  test('S17: one that was removed and has come back can be removed again', async () => {
    const { enrollmentId, sequenceId, customerId } = await api.started(ONE_MAIL);
    await removeEnrollment(api.deps, api.actor, { enrollmentId });
    const deps = earlier(() => api.enroll(sequenceId, customerId));
    expect((await removeEnrollment(deps, api.actor, { enrollmentId })).status).toBe('paused');
  });
});
