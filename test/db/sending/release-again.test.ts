import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ActivityDeps } from '../../../activities/deps.ts';
import { updateOrganisation } from '../../../commands/access/update-organisation.ts';
import { setSwitch } from '../../../commands/holds/set-switch.ts';
import { reconcile } from '../../../commands/upkeep/reconcile.ts';
import { SYSTEM, type Actor } from '../../../contracts/actor.ts';
import { PERMISSIONS } from '../../../contracts/permissions.ts';
import { NO_CONTACT_POLICY, onDay } from '../../support/rows/fixtures.ts';
import { allReleased } from '../../support/worlds/all-released.ts';
import { claimAction, claimStep, claimTouchpoint } from '../../support/worlds/claims.ts';
import { DunningWorld } from '../../support/worlds/dunning-world.ts';
import { meanwhile } from '../../support/worlds/meanwhile.ts';

const api = new DunningWorld();
beforeAll(() => api.open());
afterAll(() => api.close());
beforeEach(async () => {
  await setPolicy(NO_CONTACT_POLICY);
  await api.ok('PATCH', '/v1/organisation', { body: { defaultMailboxId: api.world.mailboxId } });
  await api.db.release.deleteMany();
});

const ACTOR: Actor = { ...SYSTEM, role: 'admin', permissions: PERMISSIONS };

const setPolicy = (contactPolicy: object) => api.ok('PATCH', '/v1/organisation', { body: { contactPolicy } });

/** Passes of the reconciler, until nothing is to be released once more. @returns who was woken by then */
async function released(): Promise<string[]> {
  api.lifecycle.woken.length = 0;
  await allReleased(api.deps);
  return [...api.lifecycle.woken];
}

let names = 0;
async function mailbox(change: object = {}): Promise<string> {
  names += 1;
  const smtp = { host: 'localhost', port: 25, security: 'none' };
  const fromAddress = `box${names}@acme.example`;
  const body = { name: `Box ${names}`, fromAddress, fromName: 'AR', zone: 'UTC', smtp, ...change };
  const { id } = await api.ok('POST', '/v1/mailboxes', { body });
  await api.ok('POST', `/v1/mailboxes/${id}/verify`);
  return id;
}

/** A mailbox whose day is full. */
async function fullMailbox(): Promise<string> {
  const mailboxId = await mailbox({ dailyCap: 1 });
  const { sequenceId } = await api.sequence({ steps: [{ timing: onDay(0, '08:00') }], mailboxId });
  await api.sent(await api.row({ sequenceId }));
  return mailboxId;
}

const retire = (mailboxId: string, successorId: string) =>
  api.ok('POST', `/v1/mailboxes/${mailboxId}/retire`, { body: { successorId } });

/** A message of a source that wants to leave: how it is tried, and how it stands. */
interface Wanting {
  claim(engine: ActivityDeps): Promise<{ kind: string }>;
  standing(): Promise<{ heldReason: string | null; wakeAt: number | null }>;
}
interface Wants {
  customerId?: string;
  mailboxId?: string | null;
}
const SOURCES = ['step', 'touchpoint', 'action'] as const;

const wanting: Record<(typeof SOURCES)[number], (wants: Wants) => Promise<Wanting>> = {
  step: async ({ customerId, mailboxId }) => {
    const input = mailboxId ? { mailboxId } : {};
    const { enrollmentId, executionId } = await (customerId ? api.rowOf(customerId, input) : api.row(input));
    return {
      claim: (engine) => claimStep(engine, { enrollmentId, stepExecutionId: executionId }),
      standing: async () => {
        const { heldReason, heldUntil } = await api.execution(executionId);
        return { heldReason, wakeAt: heldUntil?.getTime() ?? null };
      },
    };
  },
  touchpoint: async ({ customerId = null, mailboxId }) => {
    const dun = await api.dun(
      customerId ?? (await api.payer()).customerId,
      mailboxId === undefined ? {} : { mailboxId },
    );
    const { scheduledTouchpointId: id, programId } = dun;
    return {
      claim: (engine) => claimTouchpoint(engine, { scheduledTouchpointId: id, programId }),
      standing: async () => {
        const { heldReason, wakeAt } = await api.db.scheduledTouchpoint.findUniqueOrThrow({ where: { id } });
        return { heldReason, wakeAt: wakeAt?.getTime() ?? null };
      },
    };
  },
  action: async ({ customerId = null, mailboxId }) => {
    const actionId = await api.requestedAction(customerId ?? (await api.payer()).customerId);
    const where = { id: actionId };
    if (mailboxId) await api.db.recommendedAction.update({ where, data: { mailboxId } });
    return {
      claim: (engine) => claimAction(engine, { actionId }),
      standing: async () => {
        const { heldReason, wakeAt } = await api.db.recommendedAction.findUniqueOrThrow({ where });
        return { heldReason, wakeAt: wakeAt?.getTime() ?? null };
      },
    };
  },
};

/** The message is claimed while something is done: it waits as it was before, far away, until the reconciler has passed. */
async function waitsUntilReleased(message: Wanting, reason: string, act: () => Promise<unknown>) {
  expect((await message.claim(meanwhile(api.engine, act))).kind).toBe('not_now');
  const before = await message.standing();
  expect(before.heldReason).toBe(reason);
  expect(before.wakeAt).toBeGreaterThan(api.now);
  await released();
  expect((await message.standing()).wakeAt ?? api.now).toBeLessThanOrEqual(api.now);
  expect((await message.claim(api.engine)).kind).toBe('claimed');
}

describe('settings that change while a message is looked at', () => {
  test.each(SOURCES)(
    'D6: the contact policy lets a %s leave that was deferred by the one before',
    async (source) => {
      await setPolicy({ daysBetween: 5, perDay: 1 });
      const first = await api.row();
      await api.sent(first);
      const message = await wanting[source]({ customerId: first.customerId });
      await waitsUntilReleased(message, 'contact_policy', () => setPolicy(NO_CONTACT_POLICY));
    },
  );

  test.each(SOURCES)(
    'M1, S24: a %s that waits at a mailbox retired by then leaves from its successor',
    async (source) => {
      const [old, heir] = [await fullMailbox(), await mailbox()];
      const message = await wanting[source]({ mailboxId: old });
      await waitsUntilReleased(message, 'mailbox_limit', () => retire(old, heir));
      expect(await api.db.message.count({ where: { mailboxId: heir, status: 'claimed' } })).toBe(1);
      expect(await api.db.sendTicket.count({ where: { heldBy: `mailbox/${old}` } })).toBe(0);
    },
  );

  test('S24: a step leaves from the mailbox that its sequence names by then', async () => {
    const [old, other] = [await fullMailbox(), await mailbox()];
    const { sequenceId } = await api.sequence({ steps: [{ timing: onDay(0, '08:00') }], mailboxId: old });
    const row = await api.row({ sequenceId });
    const input = { enrollmentId: row.enrollmentId, stepExecutionId: row.executionId };
    const name = () => api.ok('PATCH', `/v1/sequences/${sequenceId}`, { body: { mailboxId: other } });
    const engine = meanwhile(api.engine, name);
    expect(await claimStep(engine, input)).toMatchObject({ directive: { reason: 'mailbox_limit' } });
    expect(await released()).toContain(row.enrollmentId);
    expect((await api.claim(row)).mail.mailbox.mailboxId).toBe(other);
  });

  test('S24: a touchpoint leaves from the mailbox that is the default one by then', async () => {
    const [old, other] = [await fullMailbox(), await mailbox()];
    const setDefault = (defaultMailboxId: string) =>
      api.ok('PATCH', '/v1/organisation', { body: { defaultMailboxId } });
    await setDefault(old);
    const message = await wanting.touchpoint({ mailboxId: null });
    await waitsUntilReleased(message, 'mailbox_limit', () => setDefault(other));
  });

  test.each(SOURCES)('M1: a raised cap lets a %s leave that had read the one before', async (source) => {
    const mailboxId = await fullMailbox();
    const message = await wanting[source]({ mailboxId });
    const raise = () => api.ok('PATCH', `/v1/mailboxes/${mailboxId}`, { body: { dailyCap: 5 } });
    expect((await message.claim(meanwhile(api.engine, raise))).kind).toBe('not_now');
    expect((await message.standing()).heldReason).toBe('mailbox_limit');
    await reconcile(api.deps);
    expect((await message.claim(api.engine)).kind).toBe('claimed');
  });

  test.each([
    ['raised', [{ channel: 'email', amount: 5, per: 'day' }]],
    ['removed', []],
  ] as const)(
    'S14: a limit of the sequence that is %s lets a step leave that had read it',
    async (_, limits) => {
      const before = [{ channel: 'email' as const, amount: 1, per: 'day' as const }];
      const steps = [{ timing: onDay(0, '08:00') }];
      const { sequenceId } = await api.sequence({ steps, limits: before });
      await api.sent(await api.row({ sequenceId }));
      const row = await api.row({ sequenceId });
      const input = { enrollmentId: row.enrollmentId, stepExecutionId: row.executionId };
      const set = () => api.ok('PATCH', `/v1/sequences/${sequenceId}`, { body: { limits } });
      const engine = meanwhile(api.engine, set);
      expect(await claimStep(engine, input)).toMatchObject({ directive: { reason: 'sequence_limit' } });
      await reconcile(api.deps);
      expect((await api.claim(row)).kind).toBe('claimed');
    },
  );

  test('D9: a touchpoint and an action that had read the switch of their mailbox as on leave at once when it is off', async () => {
    for (const source of ['touchpoint', 'action'] as const) {
      const mailboxId = await mailbox();
      const set = (isOn: boolean) =>
        setSwitch(api.deps, ACTOR, { scope: 'mailbox', id: mailboxId, isOn, reason: 'Wrong amounts' });
      await set(true);
      const message = await wanting[source]({ mailboxId });
      const { sendHolds } = api.engine.store;
      const readHeld: typeof sendHolds.readHeld = async (db, target) => {
        const held = await sendHolds.readHeld(db, target);
        await set(false);
        return held;
      };
      const engine = { ...api.engine, store: { ...api.engine.store, sendHolds: { ...sendHolds, readHeld } } };
      expect((await message.claim(engine)).kind).toBe('not_now');
      expect(await message.standing()).toMatchObject({ heldReason: 'mailbox_hold' });
      await released();
      expect(await message.standing()).toMatchObject({ wakeAt: api.now });
      expect((await message.claim(api.engine)).kind).toBe('claimed');
    }
  });
});

describe('how a release is done once more', () => {
  test('D6: a message deferred before the command commits is released too', async () => {
    await setPolicy({ daysBetween: 5, perDay: 1 });
    const first = await api.row();
    await api.sent(first);
    const message = await wanting.step({ customerId: first.customerId });
    const { contactPolicyChanges } = api.deps.store;
    const add: typeof contactPolicyChanges.add = async (tx, input) => {
      await contactPolicyChanges.add(tx, input);
      await message.claim(api.engine);
      expect((await message.standing()).wakeAt).toBeGreaterThan(api.now);
    };
    const store = { ...api.deps.store, contactPolicyChanges: { ...contactPolicyChanges, add } };
    await updateOrganisation({ ...api.deps, store }, ACTOR, { contactPolicy: NO_CONTACT_POLICY });
    expect((await message.claim(api.engine)).kind).toBe('claimed');
  });

  test('it waits for transactions that had begun before, and not for ever', async () => {
    await api.db.$transaction(async (tx) => {
      await tx.$queryRaw`SELECT pg_current_xact_id()::text`;
      await setPolicy({ ...NO_CONTACT_POLICY, perDay: 2 });
      await reconcile(api.deps);
      expect(await api.db.release.count()).toBe(1);
      api.now += 11 * 60_000;
      await reconcile(api.deps);
      expect(await api.db.release.count()).toBe(0);
    });
  });

  test('S14, S24: who waits in the right line by then keeps its place', async () => {
    const [old, heir] = [await fullMailbox(), await fullMailbox()];
    const { sequenceId } = await api.sequence({ steps: [{ timing: onDay(0, '08:00') }], mailboxId: old });
    const row = await api.row({ sequenceId });
    await retire(old, heir);
    expect(await api.tryStep(row)).toMatchObject({ heldReason: 'mailbox_limit' });
    const ticket = () => api.db.sendTicket.findFirstOrThrow({ where: { sourceId: row.executionId } });
    const before = [await api.execution(row.executionId), await ticket()];
    expect(await released()).toContain(row.enrollmentId);
    expect(await ticket()).toEqual(before[1]);
    await api.tryStep(row);
    expect([await api.execution(row.executionId), await ticket()]).toEqual(before);
  });
});
