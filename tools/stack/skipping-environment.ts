import { TestWorkflowEnvironment } from '@temporalio/testing';

/** The SDK gives a server five seconds to open its port; on a busy machine Java alone may take longer. */
const ATTEMPTS = 6;

/** Starts the time-skipping server whose executable is at `path`. @throws the SDK's error when it never comes up */
export async function startSkippingEnvironment(path: string): Promise<TestWorkflowEnvironment> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await TestWorkflowEnvironment.createTimeSkipping({
        server: { executable: { type: 'existing-path', path } },
      });
    } catch (error) {
      if (attempt === ATTEMPTS || !String(error).includes('did not start within')) throw error;
    }
  }
}
