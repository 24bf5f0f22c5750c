import { describe, expect, it } from '@jest/globals';
import { createLostCalls, tellingFailures } from '../../infra/temporal/lost-calls.ts';
import { StillAtIt } from '../../contracts/still-at-it.ts';
import { inHaste } from '../../infra/temporal/in-haste.ts';
import { NO_WORKFLOWS } from '../../tools/no-workflows.ts';

/** What was counted and logged. */
const listening = () => {
  const counted: string[] = [];
  const logged: unknown[] = [];
  const onFailure = createLostCalls({
    count: (what) => void counted.push(what),
    logger: { warn: (fields: unknown) => void logged.push(fields) } as never,
  });
  return { onFailure, counted, logged };
};

/** A Temporal that is gone. */
const gone = (): Promise<never> =>
  Promise.reject(new TypeError('unreachable at 10.0.0.7 for ann@example.com'));
async function* goneList(): AsyncGenerator<string> {
  yield 'enr_1';
  await gone();
}
const lifecycle = {
  ...NO_WORKFLOWS,
  wakeEnrollment: gone,
  isEnrollmentRunning: gone,
  // As some of the product's are: what it is called tells, not what kind of function it is.
  listRunningEnrollments: () => goneList(),
};

describe('O9: calls to Temporal that were lost', () => {
  it.each([
    [
      'a worker',
      (onFailure: (what: string, error: unknown) => void) => tellingFailures(lifecycle, onFailure),
    ],
    [
      'an API',
      (onFailure: (what: string, error: unknown) => void) =>
        inHaste(lifecycle, { patienceMs: 1_000, restMs: 1_000, onFailure }),
    ],
  ] as const)('%s counts and logs each, lists and questions too, without words', async (_who, make) => {
    const { onFailure, counted, logged } = listening();
    const telling = make(onFailure);
    await expect(telling.wakeEnrollment('enr_1')).rejects.toThrow('unreachable');
    await expect(telling.isEnrollmentRunning('enr_1')).rejects.toThrow('unreachable');
    const listed: string[] = [];
    const list = async () => {
      for await (const id of telling.listRunningEnrollments()) listed.push(id);
    };
    await expect(list()).rejects.toThrow('unreachable');
    expect(listed).toEqual(['enr_1']);
    await telling.startBulkEnrollment({ bulkId: 'bul_1', sequenceId: 'seq_1' });
    expect(counted).toEqual(['wakeEnrollment', 'isEnrollmentRunning', 'listRunningEnrollments']);
    expect(logged).toEqual(counted.map((what) => ({ what, reason: 'TypeError' })));
  });

  it('whoever is still at it has lost nothing', async () => {
    const { onFailure, counted } = listening();
    const wakeEnrollment = () => Promise.reject(new StillAtIt('enrollment/enr_1'));
    const telling = tellingFailures({ ...NO_WORKFLOWS, wakeEnrollment }, onFailure);
    await expect(telling.wakeEnrollment('enr_1')).rejects.toThrow('still at it');
    expect(counted).toEqual([]);
  });
});
