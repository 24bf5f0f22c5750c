import { Client, Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import type { Config } from '../config.ts';

function optionsOf({ temporal }: Pick<Config, 'temporal'>) {
  return {
    address: temporal.address,
    ...(temporal.apiKey && { apiKey: temporal.apiKey }),
    ...(temporal.isTls && { tls: {} }),
  };
}

/** A client of Temporal; connects when it is first used, and again whenever the connection was lost. */
export function createTemporalClient(config: Pick<Config, 'temporal'>): {
  client: Client;
  connection: Connection;
} {
  const connection = Connection.lazy(optionsOf(config));
  return { client: new Client({ connection, namespace: config.temporal.namespace }), connection };
}

/** The connection workers poll over. */
export function connectWorkers(config: Pick<Config, 'temporal'>): Promise<NativeConnection> {
  return NativeConnection.connect(optionsOf(config));
}
