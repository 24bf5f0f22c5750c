import type { Actor } from '../../../contracts/actor.ts';
import type { PassKind } from '../../../contracts/automations/kinds.ts';
import type { StoredAutomation } from '../../../domain/automations/definition.ts';
import type { StoredPass } from '../../../domain/automations/pass.ts';
import type { Tx } from '../../../infra/db/client.ts';
import type { CommandDeps } from '../../deps.ts';
import { recordPass } from './record-pass.ts';

/** Begins a pass beside the calendar. To be called with the automation locked, and without an open one. */
export async function beginPass(
  deps: CommandDeps,
  tx: Tx,
  input: { actor: Actor; automation: StoredAutomation; kind: Exclude<PassKind, 'scheduled'>; now: number },
): Promise<StoredPass> {
  const { actor, automation, kind, now } = input;
  const pass = await deps.store.automationPasses.insert(tx, {
    id: deps.newId('automationPass'),
    automationId: automation.id,
    kind,
    runNo: automation.runNo,
    nominalAt: now,
    status: 'running',
    createdById: kind === 'manual' ? actor.userId : null,
    now,
  });
  await recordPass(deps, tx, { actor, pass, change: 'started', now });
  return pass;
}
