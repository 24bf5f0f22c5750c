import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from '@temporalio/client';
import type { temporal } from '@temporalio/proto';

/** Search attributes of our workflows, all of type Keyword. Ids only: Temporal never encrypts them. */
export const SEARCH_ATTRIBUTES = [
  'SequenceId',
  'CustomerId',
  'ProgramId',
  'MailboxId',
  'AutomationId',
] as const;

/** `INDEXED_VALUE_TYPE_KEYWORD` of the service's protocol. */
const KEYWORD: temporal.api.enums.v1.IndexedValueType = 2;
/** gRPC: the attribute is there already. */
const ALREADY_EXISTS = 6;
/** gRPC: the server is still starting. */
const UNAVAILABLE = 14;
/** A server that has just opened its port may take this long to answer. */
const ATTEMPTS = 40;
const ATTEMPT_GAP_MS = 250;

async function register(connection: Connection, namespace: string, name: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await connection.operatorService.addSearchAttributes({
        namespace,
        searchAttributes: { [name]: KEYWORD },
      });
      return;
    } catch (error) {
      const { code, details } = error as { code?: number; details?: string };
      if (code === ALREADY_EXISTS || details?.includes('already exist')) return;
      if (code !== UNAVAILABLE || attempt === ATTEMPTS) throw error;
      await sleep(ATTEMPT_GAP_MS);
    }
  }
}

/**
 * Makes sure that the namespace knows our search attributes; those it knows already are left alone.
 * @throws the server's gRPC error, for example when the account may not administer the namespace.
 */
export async function registerSearchAttributes(connection: Connection, namespace: string): Promise<void> {
  for (const name of SEARCH_ATTRIBUTES) await register(connection, namespace, name);
}
