import { type Scenario, startEnrollment } from './scenarios.ts';

const MINUTE_MS = 60_000;

/** What is recorded of work that fails, by the name of its file. */
export const FAILURE_SCENARIOS: Record<string, Scenario> = {
  'enrollment-no-row': async (recorder) => {
    recorder.advance = [
      { kind: 'execute', stepExecutionId: 'exe_1', ordinal: 1 },
      { kind: 'finished', reason: 'completed' },
    ];
    recorder.executeStep = ['no row'];
    const handle = await startEnrollment(recorder, { enrollmentId: 'enr_no_row' });
    await recorder.armed(handle, 1);
    await recorder.pass(2 * MINUTE_MS);
    return handle;
  },
};
