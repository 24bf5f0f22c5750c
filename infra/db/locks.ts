import type { RawTx } from './raw-transaction.ts';

/** What can be closed against sending while a command changes it. Acquired in this order, before any row. */
export type Gate =
  | { kind: 'switch' }
  | { kind: 'programs' }
  | { kind: 'automations' }
  | { kind: 'program-plan' | 'sequence' | 'program' | 'automation' | 'mailbox'; id: string };

/** A gate as locks and the ledger name it. */
export const gateName = (gate: Gate): string => ('id' in gate ? `${gate.kind}/${gate.id}` : gate.kind);

/**
 * Passes the gates as a sender: many at once, none while a command holds one. A statement of its own, so that the
 * next statement's snapshot sees what the last command committed.
 */
export async function passGates(tx: RawTx, gates: readonly Gate[]): Promise<void> {
  const names = gates.map(gateName);
  await tx.$queryRaw`
    SELECT pg_advisory_xact_lock_shared(hashtextextended(name, 7)) IS NULL AS locked
    FROM unnest(${names}::text[]) WITH ORDINALITY AS gate(name, n) ORDER BY n`;
}

/** Has one change of a resource after the other: a statement of its own, so that the next one sees what the last committed. */
export async function lockResource(tx: RawTx, name: string): Promise<void> {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${name}, 11)) IS NULL AS locked`;
}

/** Passes the gates of a message, whatever it was written for: the ledger keeps them by name, in the order of the locks. */
export async function passMessageGates(tx: RawTx, messageId: string): Promise<void> {
  await tx.$queryRaw`
    SELECT pg_advisory_xact_lock_shared(hashtextextended(name, 7)) IS NULL AS locked
    FROM message m, unnest(m.gates) WITH ORDINALITY AS gate(name, n) WHERE m.id = ${messageId} ORDER BY n`;
}

/** Closes a gate until the transaction ends: waits for hand-overs that are passing, lets none through. */
export async function closeGate(tx: RawTx, gate: Gate): Promise<void> {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${gateName(gate)}, 7)) IS NULL AS locked`;
}

/** Like {@link passGates} for one gate, without waiting. False: somebody has it closed, or waits to close it. */
export async function tryPassGate(tx: RawTx, gate: Gate): Promise<boolean> {
  const rows = await tx.$queryRaw<{ isPassed: boolean }[]>`
    SELECT pg_try_advisory_xact_lock_shared(hashtextextended(${gateName(gate)}, 7)) AS "isPassed"`;
  return rows[0]?.isPassed === true;
}
