import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { inParallel } from '../../../commands/wakes.ts';
import { countOf } from '../../support/rows/runs.ts';
import { CALL, DAY_MS, MONDAY, OutcomeWorld } from '../../support/worlds/outcome-world.ts';
import type { Row } from '../../support/worlds/queue-world.ts';

const api = new OutcomeWorld();
beforeAll(() => api.open());
afterAll(() => api.close());
beforeEach(() => {
  api.now = MONDAY;
});

/** So many enrollments; a person and the timer of each meet. */
const PEOPLE = countOf({ test: 60, proof: 1_000 });
const AT_ONCE = 16;
const DEADLINE_MS = 15 * 60_000;

const post = (path: string, body: object) => api.call('POST', path, { body });

/** Calls whose outcome is waited for, completed on Monday at nine: the fallback comes on Wednesday at nine. */
async function waiting(count: number): Promise<{ rows: Row[]; steps: Record<string, string> }> {
  const first = await api.started(CALL);
  const rows: Row[] = [first];
  await inParallel(
    Array.from({ length: count - 1 }),
    async () => void rows.push(await api.begun(first.sequenceId)),
    AT_ONCE,
  );
  await inParallel(
    rows,
    async ({ executionId }) => void (await post(`/v1/queue/${executionId}/complete`, {})),
    AT_ONCE,
  );
  return { rows, steps: first.made.steps };
}

const mark = ({ executionId }: Row) => post(`/v1/queue/${executionId}/mark-as`, { outcome: 'spoke' });
const stepsOf = async ({ enrollmentId }: Row): Promise<string[]> => {
  const rows = await api.db.stepExecution.findMany({ where: { enrollmentId }, orderBy: { position: 'asc' } });
  return rows.map(({ stepId }) => stepId).sort();
};

test(
  'S15, case 3: mark as and the fallback at the same moment: one winner each, and each answer tells it',
  async () => {
    const { rows, steps } = await waiting(PEOPLE);
    api.now += 2 * DAY_MS;
    const answers = new Map<string, string>();
    await inParallel(
      rows,
      async (row) => {
        const [answer] = await Promise.all([mark(row), api.look(row.enrollmentId)]);
        expect(answer.status).toBe(200);
        answers.set(row.enrollmentId, answer.body.edge.decidedBy);
      },
      AT_ONCE,
    );
    const enrollmentIds = rows.map(({ enrollmentId }) => enrollmentId);
    const edges = await api.db.edgeDecision.findMany({
      where: { enrollmentId: { in: enrollmentIds } },
      orderBy: { enrollmentId: 'asc' },
    });
    expect(edges.filter(({ decidedAt }) => decidedAt !== null)).toHaveLength(PEOPLE);
    const ends = new Map(edges.map(({ enrollmentId, decidedBy }) => [enrollmentId, decidedBy]));
    expect([...answers].filter(([id, decidedBy]) => ends.get(id) !== decidedBy)).toEqual([]);
    for (const row of rows) {
      const went = ends.get(row.enrollmentId) === 'mark_as' ? 'T1' : 'E2';
      expect(await stepsOf(row)).toEqual([steps['K1'], steps[went]].sort());
    }
  },
  DEADLINE_MS,
);

test('S15, case 3: ten seconds earlier the mark always wins, ten seconds later the fallback, and the mark is recorded', async () => {
  const { rows, steps } = await waiting(8);
  const [early, late] = [rows.slice(0, 4), rows.slice(4)];
  api.now = MONDAY + 2 * DAY_MS - 10_000;
  await Promise.all(early.flatMap((row) => [mark(row), api.look(row.enrollmentId)]));
  api.now += 20_000;
  await Promise.all(late.flatMap((row) => [mark(row), api.look(row.enrollmentId)]));
  for (const row of early) expect(await stepsOf(row)).toEqual([steps['K1'], steps['T1']].sort());
  for (const row of late) {
    expect(await stepsOf(row)).toEqual([steps['K1'], steps['E2']].sort());
    expect((await api.execution(row.executionId)).outcome).toBe('spoke');
  }
});
