import { Client, Connection, type TLSConfig } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import type { Config } from '../config.ts';
import type { TemporalTls } from './tls-settings.ts';

function optionsOf({ temporal }: Pick<Config, 'temporal'>) {
  return {
    address: temporal.address,
    ...(temporal.apiKey && { apiKey: temporal.apiKey }),
    ...(temporal.tls && { tls: tlsOf(temporal.tls) }),
  };
}

function tlsOf({ authority, client, serverName }: TemporalTls): TLSConfig {
  return {
    ...(authority !== undefined && { serverRootCACertificate: Buffer.from(authority) }),
    ...(client && {
      clientCertPair: { crt: Buffer.from(client.certificate), key: Buffer.from(client.key) },
    }),
    ...(serverName !== undefined && { serverNameOverride: serverName }),
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
