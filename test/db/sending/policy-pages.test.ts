import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { createReleaseDeferred } from '../../../activities/sending/release-deferred.ts';
import { applyContactPolicy } from '../../../commands/sending/apply-contact-policy.ts';
import { reconcile } from '../../../commands/upkeep/reconcile.ts';
import { StillAtIt } from '../../../contracts/still-at-it.ts';
import { onDay } from '../../support/rows/fixtures.ts';
import { createAutomationRows, createSaidRow } from '../../support/rows/said-rows.ts';
import { QueueWorld } from '../../support/worlds/queue-world.ts';

/** More than two pages of 500. */
const WAITING = 1_200;

const api = new QueueWorld();
let started: string[] = [];

beforeAll(async () => {
  await api.open();
  const row = await api.row({ steps: [{ timing: onDay(0, '08:00') }] });
  const { customerId, enrollmentId, executionId } = row;
  for (const [table, id, change] of [
    ['customer', customerId, `'id', 'cus_' || n, 'name', 'Held ' || n, 'external_id', 'H' || n`],
    ['enrollment', enrollmentId, `'id', 'enr_' || n, 'customer_id', 'cus_' || n`],
    [
      'step_execution',
      executionId,
      `'id', 'exe_' || n, 'enrollment_id', 'enr_' || n, 'customer_id', 'cus_' || n`,
    ],
  ]) {
    await copyRow(table!, id!, change!, WAITING);
  }
});
afterAll(() => api.close());

/** Copies of one row, numbered from 2 to a last one, changed as said. */
const copyRow = (table: string, id: string, change: string, last: number) =>
  api.db.$executeRawUnsafe(
    `INSERT INTO ${table} SELECT (jsonb_populate_record(NULL::${table}, to_jsonb(r) || jsonb_build_object(${change}))).*
     FROM ${table} r, generate_series(2, ${last}) n WHERE r.id = $1`,
    id,
  );

/** Everybody is deferred until tomorrow, and no workflow runs what is started. */
beforeEach(async () => {
  started = [];
  api.lifecycle.startContactPolicyChange = (changeId) => {
    started.push(changeId);
    return Promise.resolve();
  };
  await api.db.contactPolicyChange.deleteMany();
  await api.db.release.deleteMany();
  await deferAll();
  await api.db.$executeRaw`UPDATE enrollment SET intent_version = 1, applied_version = 1`;
});

const NEW = { about: 'contact_policy', sourceKind: 'step_execution', isAgain: false } as const;

const deferAll = () =>
  api.db
    .$executeRaw`UPDATE step_execution SET held_reason = 'contact_policy', held_until = ${new Date(api.now)}::timestamptz + interval '1 day'`;

const setPolicy = (perDay: number) =>
  api.ok('PATCH', '/v1/organisation', { body: { contactPolicy: { perDay } } });

/** How many may look again, and how often each was told. */
async function released(): Promise<{ steps: number; told: number[] }> {
  const steps = await api.db.stepExecution.count({ where: { heldUntil: { lte: new Date(api.now) } } });
  const rows = await api.db.enrollment.groupBy({ by: ['intentVersion'], orderBy: { intentVersion: 'asc' } });
  return { steps, told: rows.map(({ intentVersion }) => intentVersion - 1) };
}

test('D6: changing the policy touches nobody who waits; a workflow takes it to them, 500 a transaction, and wakes them', async () => {
  await setPolicy(3);
  expect(await released()).toEqual({ steps: 0, told: [0] });
  expect(started).toHaveLength(1);
  api.lifecycle.woken.length = 0;
  expect(await applyContactPolicy(api.deps, started[0]!)).toBe(true);
  expect((await released()).steps).toBe(500);
  expect(api.lifecycle.woken).toHaveLength(500);
  while (await applyContactPolicy(api.deps, started[0]!));
  expect(await released()).toEqual({ steps: WAITING, told: [1] });
  expect(new Set(api.lifecycle.woken).size).toBe(WAITING);
});

test('D6, O9: whoever crashes in the middle goes on behind its last page, and the reconciler starts what was lost', async () => {
  await setPolicy(4);
  const [changeId] = started;
  await applyContactPolicy(api.deps, changeId!);
  const { contactPolicyChanges } = api.deps.store;
  const move = () => Promise.reject(new Error('killed'));
  const store = { ...api.deps.store, contactPolicyChanges: { ...contactPolicyChanges, move } };
  await expect(applyContactPolicy({ ...api.deps, store }, changeId!)).rejects.toThrow('killed');
  expect((await released()).steps).toBe(500);
  await api.db.release.deleteMany();
  api.now += 11_000;
  const { policies } = await reconcile(api.deps);
  expect(policies).toBeGreaterThan(0);
  expect(started.slice(1)).toContain(changeId);
  while (await applyContactPolicy(api.deps, changeId!));
  expect(await released()).toEqual({ steps: WAITING, told: [1] });
  expect((await reconcile(api.deps)).policies).toBe(0);
});

test('D6: a newer change outdoes an older one with its first page, and that ends where it is', async () => {
  await setPolicy(5);
  await applyContactPolicy(api.deps, started[0]!);
  await setPolicy(6);
  await applyContactPolicy(api.deps, started[1]!);
  expect(await applyContactPolicy(api.deps, started[0]!)).toBe(false);
  expect((await released()).steps).toBe(500);
  while (await applyContactPolicy(api.deps, started[1]!));
  expect((await released()).steps).toBe(WAITING);
});

test('D6: a change that was committed behind a newer one that is over reaches everybody by itself', async () => {
  const older = api.deps.newId('contactPolicyChange');
  await api.db.$transaction(async (tx) => {
    const change = { ...NEW, changeId: older, now: api.now };
    await api.deps.store.contactPolicyChanges.add(tx, change);
    await setPolicy(7);
    while (await applyContactPolicy(api.deps, started[0]!));
    // They have looked, and saw nothing of the older one.
    await deferAll();
  });
  while (await applyContactPolicy(api.deps, older));
  expect((await released()).steps).toBe(WAITING);
});

test('D6: a change that is committed while a newer one is halfway is outdone by nobody, and reaches whom that one has passed', async () => {
  const older = api.deps.newId('contactPolicyChange');
  await api.db.$transaction(async (tx) => {
    const change = { ...NEW, changeId: older, now: api.now };
    await api.deps.store.contactPolicyChanges.add(tx, change);
    await setPolicy(8);
    await applyContactPolicy(api.deps, started[0]!);
    // They have looked, and saw nothing of the older one.
    await deferAll();
  });
  const underWay = new Set([started[0]!, older]);
  while (underWay.size > 0)
    for (const changeId of underWay)
      if (!(await applyContactPolicy(api.deps, changeId))) underWay.delete(changeId);
  expect((await released()).steps).toBe(WAITING);
});

test('D6: of changes that begin at once one reaches everybody, and the others end', async () => {
  await setPolicy(9);
  await setPolicy(10);
  await setPolicy(11);
  const goOn = await Promise.all(started.map((changeId) => applyContactPolicy(api.deps, changeId)));
  expect(goOn.filter(Boolean)).toHaveLength(1);
  while (await applyContactPolicy(api.deps, started[goOn.indexOf(true)]!));
  expect((await released()).steps).toBe(WAITING);
});

test('D6, O9: a change that is called off ends behind its page', async () => {
  await setPolicy(9);
  const [changeId] = started;
  const environment = new MockActivityEnvironment();
  const lifecycle = {
    ...api.lifecycle,
    wakeEnrollment: (...asked: Parameters<typeof api.lifecycle.wakeEnrollment>) => {
      environment.cancel();
      return api.lifecycle.wakeEnrollment(...asked);
    },
  };
  const releaseDeferred = createReleaseDeferred({ ...api.engine, lifecycle });
  await expect(environment.run(releaseDeferred, { changeId: changeId! })).rejects.toThrow(/cancel/i);
  expect((await released()).steps).toBe(500);
});

test('O9: a change under way is no repair', async () => {
  await setPolicy(10);
  await api.db.release.deleteMany();
  api.now += 11_000;
  const startContactPolicyChange = (changeId: string) => Promise.reject(new StillAtIt(changeId));
  const sparing = { ...api.lifecycle, startContactPolicyChange };
  expect((await reconcile({ ...api.deps, sparing })).policies).toBe(0);
  expect(started).toHaveLength(1);
});

test('M7: changing quiet hours touches nobody who waits for them; a workflow takes that to them, 500 a transaction, and wakes them', async () => {
  await api.db.$executeRaw`UPDATE step_execution SET held_reason = 'quiet_hours' WHERE id <> 'exe_7'`;
  // One that is planned for their end.
  await api.db.$executeRaw`UPDATE step_execution SET held_reason = NULL WHERE id = 'exe_7'`;
  await api.db.$executeRaw`UPDATE enrollment SET wait_reason = 'quiet_hours' WHERE id = 'enr_7'`;
  await api.ok('PATCH', '/v1/organisation', { body: { quietHours: { start: '21:00', stop: '07:00' } } });
  expect(await released()).toEqual({ steps: 0, told: [0] });
  expect(started).toHaveLength(1);
  api.lifecycle.woken.length = 0;
  expect(await applyContactPolicy(api.deps, started[0]!)).toBe(true);
  expect((await released()).steps).toBeLessThanOrEqual(500);
  expect(api.lifecycle.woken).toHaveLength(500);
  while (await applyContactPolicy(api.deps, started[0]!));
  expect(await released()).toEqual({ steps: WAITING - 1, told: [1] });
  expect(new Set(api.lifecycle.woken).size).toBe(WAITING);
});

test('M7: sms of automations that wait for quiet hours are let go by the same workflow, 500 a transaction, and not by who changes them', async () => {
  const { aut: automationId, aps: passId } = await createAutomationRows(api.db, {
    now: api.now,
    userId: api.world.userId,
  });
  await api.db.$executeRaw`UPDATE automation SET name = id, name_key = id`;
  const about = { automationId, passId, customerId: 'cus_3', mark: 'Hello', now: api.now };
  const messageId = await createSaidRow(api.db, about);
  const held = `'channel', 'sms', 'held_reason', 'quiet_hours', 'wake_at', timestamptz '2090-01-01'`;
  await copyRow('automation_message', messageId, `'id', 'aus_' || n, 'effect_id', NULL, ${held}`, WAITING);
  const waiting = () => api.db.automationMessage.count({ where: { wakeAt: { gt: new Date(api.now) } } });
  const woken: string[] = [];
  api.lifecycle.wakeAutomationMessages = (pass) => Promise.resolve(void woken.push(pass.passId));
  await api.ok('PATCH', '/v1/organisation', { body: { quietHours: { start: '21:30', stop: '07:30' } } });
  const left = [await waiting()];
  while (await applyContactPolicy(api.deps, started[0]!)) left.push(await waiting());
  expect([...new Set(left)]).toEqual([WAITING - 1, WAITING - 501, WAITING - 1_001, 0]);
  expect(woken).toEqual([passId, passId, passId]);
  await api.db.automationMessage.deleteMany();
});

test('O9: of more rows than a pass of the reconciler takes each pass takes others, so that none waits for ever behind those that are spared', async () => {
  const { answerSends, enrollmentUpkeep, passCalendars, messageDeliveries, followedMailboxes } =
    api.deps.store;
  await api.db.$executeRaw`UPDATE sequence SET drained_version = plan_version + 1, activated_at = now()`;
  await api.db.$executeRaw`UPDATE enrollment SET started_at = now()`;
  await api.db.$executeRaw`
    INSERT INTO conversation_answer (id, conversation_id, customer_id, author_id, content, mailbox_id, send_status,
      requested_at, reference_ids, created_at, updated_at, wake_at)
    SELECT 'ans_' || n, 'cnv_1', 'cus_1', 'usr_1', '{}', 'mbx_1', 'waiting', now(), '{}', now(), now(), now()
    FROM generate_series(1, 200) n`;
  const { aut: automationId, aps: passId } = await createAutomationRows(api.db, {
    now: api.now,
    userId: api.world.userId,
  });
  const about = { automationId, passId, customerId: 'cus_2', mark: 'Hello', now: api.now };
  const messageId = await createSaidRow(api.db, about);
  const mailboxId = api.world.mailboxId;
  for (const [table, id, change] of [
    ['mailbox', mailboxId, `'id', 'mbx_' || n, 'name_key', 'box ' || n, 'imap_host', 'imap.example'`],
    ['automation_pass', passId, `'id', 'aps_' || n, 'wake_at', now()`],
    [
      'automation_message',
      messageId,
      `'id', 'aum_' || n, 'effect_id', NULL, 'pass_id', 'aps_' || n, 'wake_at', now()`,
    ],
  ])
    await copyRow(table!, id!, change!, 200);
  const found = {
    behind: new Set<string>(),
    answers: new Set<string>(),
    passes: new Set<string>(),
    deliveries: new Set<string>(),
    mailboxes: new Set<string>(),
  };
  for (let seed = 1; seed <= 5; seed += 1) {
    const few = { seed, limit: 20 };
    for (const row of await enrollmentUpkeep.findBehindDrained(api.db, few))
      found.behind.add(row.enrollmentId);
    const wakeBefore = Date.now() + 60_000;
    for (const row of await answerSends.findUnattended(api.db, { ...few, wakeBefore }))
      found.answers.add(row.answerId);
    for (const row of await passCalendars.findUnattended(api.db, { ...few, wakeBefore }))
      found.passes.add(row.passId);
    for (const row of await messageDeliveries.findUnattended(api.db, { ...few, wakeBefore, now: wakeBefore }))
      found.deliveries.add(row.passId);
    const since = { setBefore: wakeBefore, lookedBefore: wakeBefore };
    for (const id of await followedMailboxes.listNeglected(api.db, { ...few, ...since }))
      found.mailboxes.add(id);
  }
  for (const [what, ids] of Object.entries(found)) expect([what, ids.size > 60]).toEqual([what, true]);
});
