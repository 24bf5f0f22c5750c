import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { stopEnrollment } from '../../../commands/enrollments/stop-enrollment.ts';
import { TASK_QUEUES } from '../../../contracts/task-queues.ts';
import { enrollmentWorkflowId } from '../../../workflows/enrollments/enrollment.messages.ts';
import type { ReconcileInput } from '../../../workflows/upkeep/reconcile.messages.ts';
import { onDay } from '../../support/rows/fixtures.ts';
import { DEPLOYMENT, ENGINE_START_MS, startEngine, type Engine } from '../../support/worlds/engine.ts';
import { Story } from '../../support/worlds/story.ts';

let engine: Engine;
let story: Story;
beforeAll(async () => {
  engine = await startEngine({ isOnDevServer: true, builds: ['b1', 'b2'] });
  story = new Story(engine);
}, ENGINE_START_MS);
afterAll(() => engine?.close());

/** Lets a build be the one that new workflows begin with; the server knows it once its workers have asked for work. */
async function makeCurrent(buildId: string): Promise<void> {
  const { workflowService, options } = engine.client;
  const { namespace } = options;
  const ask = () =>
    workflowService
      .setWorkerDeploymentCurrentVersion({ namespace, deploymentName: DEPLOYMENT, buildId })
      .then(
        () => true,
        () => false,
      );
  await engine.until(ask, `${buildId} as the current build`);
}

/** The builds whose workers did the tasks of a workflow, in order. */
async function buildsOf(workflowId: string): Promise<string[]> {
  const { events } = await engine.client.workflow.getHandle(workflowId).fetchHistory();
  return (events ?? []).flatMap(({ workflowTaskCompletedEventAttributes: done }) =>
    done ? [done.deploymentVersion?.buildId ?? ''] : [],
  );
}

test('a deployment: what is short ends with the build it began with, an enrollment goes on with the newest', async () => {
  await makeCurrent('b1');
  const walk = await story.walk({ steps: [{ timing: onDay(30) }] });
  const enrollmentId = enrollmentWorkflowId(walk.enrollmentId);
  const input: ReconcileInput = { everySeconds: 1 };
  const reconciler = await engine.client.workflow.start('reconcile', {
    workflowId: 'reconcile',
    taskQueue: TASK_QUEUES.enrollments,
    args: [input],
  });
  const tasks = async () => (await buildsOf('reconcile')).length;
  await engine.until(async () => (await tasks()) > 0, 'a pass of the first build');

  await makeCurrent('b2');
  await stopEnrollment(engine.deps, story.actor, { enrollmentId: walk.enrollmentId });
  await story.settled();
  const before = await tasks();
  await engine.until(async () => (await tasks()) > before, 'a pass after the second build has come');
  const builds = await buildsOf(enrollmentId);
  expect([builds[0], builds.at(-1)]).toEqual(['b1', 'b2']);
  expect([...new Set(await buildsOf('reconcile'))]).toEqual(['b1']);
  await reconciler.terminate('the test has seen enough');
});
