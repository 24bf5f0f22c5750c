import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import proto from '@temporalio/proto';
import {
  DefaultLogger,
  makeTelemetryFilterString,
  Runtime,
  Worker,
  type ReplayResult,
} from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { workflowBundle as readBundle } from '../support/workflow-bundle.ts';

/** A run as `npm run record-histories` keeps it. */
interface RecordedRun {
  workflowId: string;
  history: { events: Record<string, { activityType?: { name: string } }>[] };
}

const { History } = proto.temporal.api.history.v1;
const FOLDER = fileURLToPath(new URL('./histories', import.meta.url));
const NAMES = readdirSync(FOLDER).map((file) => file.replace('.json', ''));
const DEADLINE_MS = 60_000;

const read = (name: string) => JSON.parse(readFileSync(`${FOLDER}/${name}.json`, 'utf8')) as RecordedRun;

const filter = makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' });
Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { filter } } });
const workflowBundle = await readBundle();

async function replay(runs: RecordedRun[]): Promise<ReplayResult[]> {
  const results: ReplayResult[] = [];
  const histories = runs.map(({ workflowId, history }) => ({
    workflowId,
    history: History.fromObject(history),
  }));
  for await (const result of Worker.runReplayHistories({ workflowBundle }, histories)) results.push(result);
  return results;
}

describe('replaying recorded histories', () => {
  it(
    'today’s workflows follow every history recorded before: those in flight survive the deployment',
    async () => {
      const results = await replay(NAMES.map(read));
      expect(results).toHaveLength(NAMES.length);
      expect(
        results.flatMap(({ workflowId, error }) => (error ? [`${workflowId}: ${error.message}`] : [])),
      ).toEqual([]);
    },
    DEADLINE_MS,
  );

  it('every workflow people wait for has a history, each scenario of an enrollment its own', () => {
    expect(NAMES).toEqual(
      expect.arrayContaining([
        'action-mail',
        'bulk-enrollment',
        'enrollment-continue-as-new-1',
        'enrollment-continue-as-new-2',
        'enrollment-pause-and-resume',
        'enrollment-stop-in-a-send',
        'enrollment-stop-in-a-wait',
        'enrollment-three-steps',
        'sequence-change',
      ]),
    );
  });

  it(
    'a history that the workflow would not have written is refused',
    async () => {
      const run = read('enrollment-three-steps');
      const scheduled = run.history.events.find((event) => event['activityTaskScheduledEventAttributes']);
      scheduled!['activityTaskScheduledEventAttributes']!.activityType = { name: 'somethingElse' };
      const [result] = await replay([run]);
      expect(result?.error).toBeInstanceOf(DeterminismViolationError);
    },
    DEADLINE_MS,
  );
});
