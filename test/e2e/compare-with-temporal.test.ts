import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { compareWithTemporal } from '../../commands/upkeep/compare-with-temporal.ts';
import { enrollmentWorkflowId } from '../../workflows/enrollments/enrollment.messages.ts';
import { startEngine, type Engine } from '../support/worlds/engine.ts';
import { onDay } from '../support/rows/fixtures.ts';
import { Story } from '../support/worlds/story.ts';

const TIMEOUT_MS = 60_000;
const LATER_MS = 60_000;

let engine: Engine;
let story: Story;
beforeAll(async () => {
  engine = await startEngine({ isOnDevServer: true });
  story = new Story(engine);
}, TIMEOUT_MS);
afterAll(() => engine?.close(), TIMEOUT_MS);

/** A minute later, so that nothing counts as under way. */
const compare = (repair: boolean) => {
  const now = async () => (await engine.now()) + LATER_MS;
  return compareWithTemporal({ ...engine.deps, now }, story.actor, { repair });
};
const handleOf = (enrollmentId: string) =>
  engine.client.workflow.getHandle(enrollmentWorkflowId(enrollmentId));
const statusOf = async (enrollmentId: string) => (await handleOf(enrollmentId).describe()).status.name;
const none = { count: 0, ids: [] };
const agreed = {
  unstarted: none,
  missingWorkflows: none,
  orphanWorkflows: none,
  unapplied: none,
  undrainedSequences: none,
  missingSchedules: none,
  orphanSchedules: none,
  differingSchedules: none,
  checkedAutomations: 0,
  missingCalendars: none,
  orphanCalendars: none,
  differingCalendars: none,
};

test(
  'O9: a workflow terminated and a row deleted behind our back are found, reported, and repaired when asked',
  async () => {
    const walks = [];
    for (let n = 0; n < 4; n++) walks.push(await story.walk({ steps: [{ timing: onDay(30) }] }));
    const [terminated, deleted, ...untouched] = walks.map(({ enrollmentId }) => enrollmentId) as [
      string,
      string,
      ...string[],
    ];
    // Visibility is late: all four have to be seen before it can be said that nothing deviates.
    await engine.until(
      async () => (await compare(false)).checkedWorkflows === 4,
      'four workflows in visibility',
    );
    expect(await compare(false)).toEqual({
      ...agreed,
      checkedRows: 4,
      checkedWorkflows: 4,
      checkedPrograms: 0,
      repaired: 0,
    });

    await handleOf(terminated).terminate('by a test');
    await engine.database.db.stepExecution.deleteMany({ where: { enrollmentId: deleted } });
    await engine.database.db.enrollment.delete({ where: { id: deleted } });
    const deviations = {
      missingWorkflows: { count: 1, ids: [terminated] },
      orphanWorkflows: { count: 1, ids: [deleted] },
    };
    expect(await compare(false)).toMatchObject({ ...agreed, ...deviations, checkedRows: 3, repaired: 0 });
    expect([await statusOf(terminated), await statusOf(deleted)]).toEqual(['TERMINATED', 'RUNNING']);

    expect(await compare(true)).toMatchObject({ ...agreed, ...deviations, repaired: 2 });
    await engine.until(async () => (await statusOf(deleted)) === 'COMPLETED', 'the end of the orphan');
    expect(await statusOf(terminated)).toBe('RUNNING');
    await story.settled();
    expect(await compare(true)).toMatchObject({ ...agreed, checkedRows: 3, repaired: 0 });
    for (const enrollmentId of untouched) expect(await statusOf(enrollmentId)).toBe('RUNNING');
    const findings = await engine.database.db.reconcileFinding.findMany({ orderBy: { id: 'asc' } });
    expect(findings.map(({ kind, entityId, isRepaired }) => [kind, entityId, isRepaired])).toEqual([
      ['workflow_missing', terminated, false],
      ['orphan_workflow', deleted, false],
      ['workflow_missing', terminated, true],
      ['orphan_workflow', deleted, true],
    ]);
  },
  TIMEOUT_MS,
);
