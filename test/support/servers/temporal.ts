import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { NativeConnection } from '@temporalio/worker';
import { registerSearchAttributes } from '../../../infra/temporal/search-attributes.ts';
import { startSkippingEnvironment } from '../../../tools/stack/skipping-environment.ts';

/** A namespace of its own on the shared development server: task queues of two test files never meet. */
export interface DevServer {
  address: string;
  namespace: string;
  client: Client;
  connection: Connection;
  /** For workers. */
  nativeConnection: NativeConnection;
  close(): Promise<void>;
}

/** Namespaces become known to every part of the server within seconds. */
const NAMESPACE_ATTEMPTS = 150;
const NAMESPACE_GAP_MS = 100;

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run tests through \`npm test\`, which starts the servers`);
  return value;
}

/**
 * A time-skipping server of its own, with our search attributes. Start workflows and move the clock with
 * `env.sleep`; read results through a plain `Client`, since `env.client`'s own `result()` jumps ten years ahead.
 */
export async function timeSkippingEnvironment(): Promise<TestWorkflowEnvironment> {
  const path = required('TEST_TIME_SKIPPING_SERVER');
  const environment = await startSkippingEnvironment(path);
  await registerSearchAttributes(environment.connection, 'default');
  return environment;
}

async function waitForNamespace(connection: Connection, namespace: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await registerSearchAttributes(connection, namespace);
      await connection.workflowService.listWorkflowExecutions({
        namespace,
        pageSize: 1,
        query: 'CustomerId = "x"',
      });
      return;
    } catch (error) {
      if (attempt === NAMESPACE_ATTEMPTS) throw error;
      await sleep(NAMESPACE_GAP_MS);
    }
  }
}

/** Connects to the shared development server, in a fresh namespace. */
export async function devServerConnection(): Promise<DevServer> {
  const address = required('TEST_TEMPORAL_ADDRESS');
  const namespace = `test-${randomUUID().slice(0, 8)}`;
  const connection = await Connection.connect({ address });
  const retention = { namespace, workflowExecutionRetentionPeriod: msToTs('1 day') };
  await connection.workflowService.registerNamespace(retention);
  await waitForNamespace(connection, namespace);
  const nativeConnection = await NativeConnection.connect({ address });
  return {
    address,
    namespace,
    client: new Client({ connection, namespace }),
    connection,
    nativeConnection,
    close: async () => {
      await nativeConnection.close();
      await connection.close();
    },
  };
}
