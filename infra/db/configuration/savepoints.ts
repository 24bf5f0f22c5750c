import type { Tx } from '../client.ts';

/** Begins a part of a transaction that can be undone by itself; one at a time. */
export async function begin(tx: Tx): Promise<void> {
  await tx.$executeRaw`SAVEPOINT part`;
}

/** Undoes what was written since the part began, also after a statement that failed. */
export async function undo(tx: Tx): Promise<void> {
  await tx.$executeRaw`ROLLBACK TO SAVEPOINT part`;
}

/** Keeps what was written since the part began. */
export async function keep(tx: Tx): Promise<void> {
  await tx.$executeRaw`RELEASE SAVEPOINT part`;
}
