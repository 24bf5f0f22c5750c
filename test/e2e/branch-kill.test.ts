import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { QueueRow } from '../../contracts/enrollments/queue.ts';
import type { Branch } from '../../contracts/sequences/branches.ts';
import type { Sequence } from '../../contracts/sequences/sequences.ts';
import type { Step } from '../../contracts/sequences/steps.ts';
import { enrol, populate } from '../../tools/chaos/population.ts';
import type { ChaosRig } from '../../tools/chaos/rig.ts';
import { countOf } from '../support/rows/runs.ts';
import { openKillRig, untilOf } from '../support/worlds/kill-rig.ts';

/** Starts of workers, and the heartbeat timeouts between them, on a machine that does other things too. */
const TIMEOUT_MS = 240_000;
const CUSTOMERS = countOf({ test: 12, proof: 200 });
const KILLS = countOf({ test: 1, proof: 5 });

describe('S15: a worker process that is killed while people’s outcomes decide', () => {
  let rig: ChaosRig;
  beforeAll(async () => {
    rig = await openKillRig();
  }, TIMEOUT_MS);
  afterAll(() => rig?.close());

  const until = (condition: () => Promise<boolean>, what: string): Promise<void> =>
    untilOf(rig, { condition, what, patienceMs: TIMEOUT_MS / 2 });

  /** A call whose outcome `spoke` leads to an email in a branch, and no outcome within a week to another. */
  async function branching(ofSequenceId: string): Promise<{ sequenceId: string; spokeId: string }> {
    const { call } = rig.api;
    const { mailboxId, primaryUserId } = await call.get<Sequence>(`/v1/sequences/${ofSequenceId}`);
    const settings = { name: 'Calls', zone: 'UTC', mailboxId, primaryUserId };
    const { id: sequenceId } = await call.post<Sequence>('/v1/sequences', { json: settings });
    const path = `/v1/sequences/${sequenceId}`;
    const branch = await call.post<Branch>(`${path}/branches`, { json: { name: 'talk' } });
    const timing = { kind: 'delay', amount: 0, unit: 'minutes' };
    const target = { kind: 'branch', branchId: branch.id };
    const spoken = {
      outcomeLabels: ['spoke'],
      conditions: [{ outcome: 'spoke', target }],
      fallback: { amount: 1, unit: 'weeks', target: { kind: 'next' } },
    };
    const mail = { type: 'email', timing, subject: 'Due', body: '<p>You owe {{balance.total}}.</p>' };
    await call.post(`${path}/steps`, { json: { type: 'call', label: 'Call', timing, ...spoken } });
    await call.post(`${path}/steps`, { json: { ...mail, label: 'No answer' } });
    const talk = { ...mail, label: 'Spoke', branchId: branch.id };
    const { id: spokeId } = await call.post<Step>(`${path}/steps`, { json: talk });
    await call.post(`${path}/activate`, { json: {} });
    return { sequenceId, spokeId };
  }

  it(
    'each edge is decided once, and what follows leaves once or is shown in doubt',
    async () => {
      const population = await populate(rig, { customers: CUSTOMERS, mailboxes: 1, delays: [0] });
      const { sequenceId, spokeId } = await branching(population.sequenceIds[0]!);
      await rig.worker.start();
      await enrol(rig, { ...population, sequenceIds: [sequenceId] }, population.customerIds);
      const where = { sequenceId, type: 'call', status: 'ready' };
      await until(async () => (await rig.db.stepExecution.count({ where })) === CUSTOMERS, 'every call');
      const calls = await rig.db.stepExecution.findMany({ where, orderBy: { id: 'asc' } });
      for (const { id } of calls) await rig.api.call.post(`/v1/queue/${id}/complete`, { json: {} });
      const mark = async (from: number, to: number): Promise<QueueRow[]> =>
        Promise.all(
          calls
            .slice(from, to)
            .map(({ id }) =>
              rig.api.call.post<QueueRow>(`/v1/queue/${id}/mark-as`, { json: { outcome: 'spoke' } }),
            ),
        );
      const answers: QueueRow[] = [];
      const size = Math.ceil(CUSTOMERS / (KILLS + 1));
      for (let kill = 0; kill < KILLS; kill += 1) {
        answers.push(...(await mark(kill * size, (kill + 1) * size)));
        await rig.worker.kill();
        // The last ones are marked while nobody works.
        if (kill === KILLS - 1) answers.push(...(await mark(KILLS * size, CUSTOMERS)));
        await rig.worker.start();
      }
      expect(answers.map(({ edge }) => edge?.decidedBy)).toEqual(calls.map(() => 'mark_as'));
      await until(async () => {
        const open = { sequenceId, stepId: spokeId, status: { in: ['done', 'uncertain'] } };
        return (await rig.db.stepExecution.count({ where: open })) === CUSTOMERS;
      }, 'every mail, or its doubt');

      const edges = await rig.db.edgeDecision.findMany({ orderBy: { enrollmentId: 'asc' } });
      expect(edges.map(({ decidedBy, outcome }) => `${decidedBy} ${outcome}`)).toEqual(
        calls.map(() => 'mark_as spoke'),
      );
      const rows = await rig.db.stepExecution.groupBy({
        by: ['enrollmentId'],
        where: { sequenceId },
        _count: true,
      });
      expect(rows.map(({ _count }) => _count)).toEqual(calls.map(() => 2));
      expect([...rig.smtp.accepted.values()].filter((times) => times > 1)).toEqual([]);
    },
    TIMEOUT_MS,
  );
});
