import type { SourceRef } from '../../infra/db/sending/ledger.ts';
import { KEEPING_A_PLACE, type WaitReason } from '../../contracts/sending/kinds.ts';
import type { CommandDeps } from '../deps.ts';
import { wakeNobody, type Wake } from '../release-waiting.ts';

/** Lets messages look again whose time in line has come, each behind the locks of its source. */
export async function wakeSources(deps: CommandDeps, sources: readonly SourceRef[]): Promise<void> {
  for (const [kind, ids] of deps.store.sendLines.idsByKind(sources))
    await callOfKind(deps, { kind, ids, reasons: KEEPING_A_PLACE });
}

/** Lets those of these look again that wait for one of these reasons, of whatever source they are. */
export async function wakeOfAnySource(
  deps: CommandDeps,
  { ids, reasons }: { ids: readonly string[]; reasons: readonly WaitReason[] },
): Promise<void> {
  for (const { kind } of deps.hooks.waiters) await callOfKind(deps, { kind, ids, reasons });
}

async function callOfKind(
  deps: CommandDeps,
  { kind, ids, reasons }: { kind: string; ids: readonly string[]; reasons: readonly WaitReason[] },
): Promise<void> {
  const waiter = deps.hooks.waiters.find((each) => each.kind === kind);
  if (!waiter) return;
  const now = await deps.now();
  let wake: Wake = wakeNobody;
  await deps.db.$transaction(async (tx) => {
    wake = await waiter.call(deps, tx, { ids, reasons, now });
  });
  await wake();
}
