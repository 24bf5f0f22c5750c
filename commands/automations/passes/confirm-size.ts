import { SYSTEM } from '../../../contracts/actor.ts';
import type { PassReason } from '../../../contracts/automations/kinds.ts';
import { waitsBecause } from '../../../domain/automations/confirmation.ts';
import type { StoredAutomation } from '../../../domain/automations/definition.ts';
import type { StoredPass } from '../../../domain/automations/pass.ts';
import type { Tx } from '../../../infra/db/client.ts';
import type { CommandDeps } from '../../deps.ts';
import { runCommand } from '../../run-command.ts';
import { recordPass } from './record-pass.ts';

/** Why a pass would wait for a person, as it stands; null: it acts (A6). What failed is tried again without a question. */
export async function waitReasonOf(
  { store }: Pick<CommandDeps, 'store'>,
  tx: Tx,
  {
    automation,
    pass,
    size,
  }: {
    automation: StoredAutomation;
    pass: Pick<StoredPass, 'id' | 'automationId' | 'kind' | 'confirmedSize' | 'retriedAt'>;
    size: number;
  },
): Promise<PassReason | null> {
  if (pass.retriedAt !== null) return null;
  const { confirmAbove } = (await store.organisation.get(tx, SYSTEM)).automations;
  const { confirmedVersion, audienceVersion } = automation;
  const wasConfirmed = confirmedVersion === audienceVersion;
  const before = await store.automationPasses.sizesBefore(tx, pass);
  const { confirmedSize } = pass;
  return waitsBecause({ size, confirmAbove, wasConfirmed, confirmedSize, before });
}

/**
 * Lets a filled pass wait for a person where its number needs one (A6): also in the middle, when those who came in by
 * changes have made it grow.
 *
 * @returns the reason; null: it acts
 */
export function askForConfirmation(
  deps: CommandDeps,
  { automationId, passId }: { automationId: string; passId: string },
): Promise<PassReason | null> {
  const { store } = deps;
  return runCommand(deps, SYSTEM, async (tx, now) => {
    const automation = await store.automations.lock(tx, automationId);
    const pass = await store.automationPasses.lock(tx, passId);
    if (!automation || pass?.status !== 'running') return pass?.status === 'waiting' ? pass.reason : null;
    if (pass.comparedAt === null) return null;
    const reason = await waitReasonOf(deps, tx, { automation, pass, size: pass.size ?? 0 });
    if (reason === null) return null;
    const set = { status: 'waiting', reason, wakeAt: null } as const;
    await store.automationPasses.save(tx, { passId, set });
    await recordPass(deps, tx, { actor: SYSTEM, pass: { ...pass, ...set }, change: 'waiting', now });
    return reason;
  });
}
