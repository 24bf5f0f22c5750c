import type { ConnectionPlugin } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';

/** The Java server allows a ping every five minutes and cuts whoever asks more often, the SDK's client every 30 s. */
const WITHOUT_PINGS: ConnectionPlugin = {
  name: 'without-pings',
  configureConnection: (options) => ({
    ...options,
    channelArgs: {
      ...options.channelArgs,
      'grpc.keepalive_permit_without_calls': 0,
      'grpc.keepalive_time_ms': 3_600_000,
    },
  }),
};

/** The SDK gives a server five seconds to open its port; on a busy machine Java alone may take longer. */
const ATTEMPTS = 15;

/** Starts the time-skipping server whose executable is at `path`. @throws the SDK's error when it never comes up */
export async function startSkippingEnvironment(path: string): Promise<TestWorkflowEnvironment> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await TestWorkflowEnvironment.createTimeSkipping({
        server: { executable: { type: 'existing-path', path } },
        plugins: [WITHOUT_PINGS],
      });
    } catch (error) {
      if (attempt === ATTEMPTS || !String(error).includes('did not start within')) throw error;
    }
  }
}
