import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { markStep } from '../../commands/enrollments/queue/settle-step.ts';
import { recordMessageEvent } from '../../commands/enrollments/record-message-event.ts';
import { statementsOf } from '../support/servers/count-statements.ts';
import { CALL, DAY_MS, MAIL, OutcomeWorld } from '../support/worlds/outcome-world.ts';
import { ACCEPTED, type Claimed } from '../support/worlds/queue-world.ts';

const api = new OutcomeWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

async function costOf(work: () => Promise<unknown>): Promise<number> {
  return (await statementsOf(work)).length;
}

describe('what a step with conditions costs the database beside a plain one, in statements', () => {
  test('a send: its edge opens with one statement more; a look that decides has one more too', async () => {
    const plain = await api.started({ main: { E1: { at: 'offset 0' }, E2: { at: 'delay 3 days' } } });
    const costs = new Map<string, number[]>();
    for (const row of [plain, await api.started(MAIL)]) {
      let claim!: Claimed;
      const add = (what: string, cost: number) => costs.set(what, [...(costs.get(what) ?? []), cost]);
      add('claim', await costOf(async () => void (claim = await api.claim(row))));
      if (!(await api.passFence(claim))) throw new Error('fenced off');
      add('outcome', await costOf(() => api.settle(row, claim, ACCEPTED)));
      add('look', await costOf(() => api.look(row.enrollmentId)));
      api.now += 3 * DAY_MS;
      add('look that goes on', await costOf(() => api.look(row.enrollmentId)));
      api.now -= 3 * DAY_MS;
    }
    expect(Object.fromEntries(costs)).toEqual({
      claim: [5, 5],
      outcome: [1, 7],
      look: [5, 5],
      'look that goes on': [5, 6],
    });
  });

  test('what decides: a mark and a click', async () => {
    const called = await api.started(CALL);
    await api.ok('POST', `/v1/queue/${called.executionId}/complete`, { body: {} });
    const mailed = await api.started(MAIL);
    const { messageId } = (await api.sent(mailed)).mail;
    const mark = { stepExecutionId: called.executionId, outcome: 'spoke' };
    const costs = {
      mark: await costOf(() => markStep(api.deps, api.actor, mark)),
      click: await costOf(() => recordMessageEvent(api.deps, api.actor, { messageId, kind: 'clicked' })),
    };
    expect(costs).toEqual({ mark: 20, click: 24 });
  });
});
