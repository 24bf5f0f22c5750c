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
import * as workflows from '../../workflows/index.ts';
import { workflowBundle as readBundle } from '../support/servers/workflow-bundle.ts';

/** A run as `npm run record-histories` keeps it. */
interface RecordedRun {
  workflowId: string;
  history: {
    events: Record<string, { activityType?: { name: string }; workflowType?: { name: string } }>[];
  };
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

  it('every workflow has a history', () => {
    const recorded = NAMES.map(
      (name) => read(name).history.events[0]?.['workflowExecutionStartedEventAttributes']?.workflowType?.name,
    );
    expect([...new Set(recorded)].sort()).toEqual(Object.keys(workflows).sort());
  });

  it('each scenario of an enrollment, a run and a delivery has a history of its own', () => {
    expect(NAMES).toEqual(
      expect.arrayContaining([
        'batch-delivery',
        'batch-delivery-waits',
        'enrollment-continue-as-new-1',
        'enrollment-continue-as-new-2',
        'enrollment-earlier-and-later',
        'enrollment-no-row',
        'enrollment-pause-and-resume',
        'enrollment-stop-in-a-send',
        'enrollment-stop-in-a-wait',
        'enrollment-three-steps',
        'program-run-auto',
        'program-run-review',
        'program-run-superseded',
      ]),
    );
  });

  it(
    'a history that its workflow would not have written is refused, however late it differs',
    async () => {
      const runs = NAMES.map(read);
      for (const { history } of runs) {
        const last = history.events.findLast((event) => event['activityTaskScheduledEventAttributes']);
        last!['activityTaskScheduledEventAttributes']!.activityType = { name: 'somethingElse' };
      }
      const results = await replay(runs);
      expect(results).toHaveLength(NAMES.length);
      const isRefused = ({ error }: ReplayResult) => error instanceof DeterminismViolationError;
      expect(results.filter((result) => !isRefused(result)).map(({ workflowId }) => workflowId)).toEqual([]);
    },
    DEADLINE_MS,
  );
});
