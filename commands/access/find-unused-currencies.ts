import type { MinimumAmounts } from '../../contracts/minimum-amounts.ts';
import type { FieldProblem } from '../../contracts/problems.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';

/** Least amounts that are named anew in a currency in which no customer is (C19), each with its field. */
export async function findUnusedCurrencies(
  { store }: CommandDeps,
  tx: Tx,
  { minimumAmounts, before }: { minimumAmounts: MinimumAmounts | null; before: MinimumAmounts | null },
): Promise<FieldProblem[]> {
  const named = Object.keys(minimumAmounts ?? {}).filter((currency) => !(currency in (before ?? {})));
  if (named.length === 0) return [];
  const unused = await store.organisation.findUnusedCurrencies(tx, named);
  return unused.map((currency) => ({
    field: `minimumAmounts.${currency}`,
    message: `names a currency in which no customer is: ${currency}`,
  }));
}
