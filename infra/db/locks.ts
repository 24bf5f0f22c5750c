import type { RawTx } from './raw-transaction.ts';

/** What can be closed against sending while a command changes it. Acquired in this order, before any row. */
export type Gate = { kind: 'switch' } | { kind: 'sequence' | 'program' | 'mailbox'; id: string };

const gateName = (gate: Gate) => (gate.kind === 'switch' ? 'switch' : `${gate.kind}/${gate.id}`);

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

/** Closes a gate until the transaction ends: waits for hand-overs that are passing, lets none through. */
export async function closeGate(tx: RawTx, gate: Gate): Promise<void> {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${gateName(gate)}, 7)) IS NULL AS locked`;
}
