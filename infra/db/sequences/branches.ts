import type { Branch } from '../../../contracts/sequences/branches.ts';
import type { Tx } from '../client.ts';

/** Adds branches as they are. */
export async function insertAll(tx: Tx, branches: readonly Branch[]): Promise<void> {
  await tx.branch.createMany({ data: [...branches] });
}

/** Names a branch anew. */
export async function rename(tx: Tx, { branchId, name }: { branchId: string; name: string }): Promise<void> {
  await tx.branch.update({ where: { id: branchId }, data: { name } });
}

/** Numbers branches from 1 in the order of their ids here. */
export async function reorder(tx: Tx, branchIds: readonly string[]): Promise<void> {
  await tx.$executeRaw`
    UPDATE branch SET position = place.n
    FROM unnest(${[...branchIds]}::text[]) WITH ORDINALITY AS place(id, n)
    WHERE branch.id = place.id AND branch.position <> place.n`;
}

/** Takes a branch out of its sequence with its steps; executions keep pointing at those. */
export async function archive(tx: Tx, branchId: string): Promise<void> {
  await tx.branch.update({ where: { id: branchId }, data: { isArchived: true } });
  await tx.step.updateMany({ where: { branchId }, data: { isArchived: true } });
}
