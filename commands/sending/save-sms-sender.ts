import type { Actor } from '../../contracts/actor.ts';
import { found, ProblemError } from '../../contracts/problems.ts';
import { smsSenderChanges } from '../../contracts/sending/changes.ts';
import type { CreateSmsSender, SmsSender, UpdateSmsSender } from '../../contracts/sending/sms-senders.ts';
import { dailyScope, mailboxLimits } from '../../domain/sending/limits-of.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { wakeNobody } from '../release-waiting.ts';
import { runCommand } from '../run-command.ts';
import { changeLimits } from './change-limits.ts';

/**
 * Creates a number that sms leave from (M1). It understands the words of the organisation's language where none is named.
 *
 * @throws ProblemError `conflict` when its name, in any case, or its number is taken
 */
export function createSmsSender(deps: CommandDeps, actor: Actor, input: CreateSmsSender): Promise<SmsSender> {
  const { smsSenders, organisation } = deps.store;
  return runCommand(deps, actor, async (tx, now) => {
    await refuseTaken(deps, tx, input, null);
    const { locale } = await organisation.get(tx, actor);
    const { dailyCap = null, languages = [locale], ...named } = input;
    const id = deps.newId('smsSender');
    const after = await smsSenders.insert(tx, { ...named, id, dailyCap, languages, now });
    await recordChange(deps, tx, smsSenderChanges.created, { actor, now, entityId: id, after });
    return after;
  });
}

/**
 * Changes an sms sender; senders wait while it is written, and a raised cap works at once.
 *
 * @throws ProblemError `not_found`; `conflict` as for creating
 */
export async function updateSmsSender(
  deps: CommandDeps,
  actor: Actor,
  { smsSenderId, ...change }: UpdateSmsSender & { smsSenderId: string },
): Promise<SmsSender> {
  const { smsSenders, locks } = deps.store;
  let wake = wakeNobody;
  const reply = await runCommand(deps, actor, async (tx, now) => {
    await locks.closeGate(tx, { kind: 'mailbox', id: smsSenderId });
    const before = found(await smsSenders.find(tx, actor, smsSenderId), 'sms sender');
    await refuseTaken(deps, tx, change, smsSenderId);
    const after = await smsSenders.update(tx, smsSenderId, { ...change, now });
    const about = { actor, now, entityId: smsSenderId, before, after };
    await recordChange(deps, tx, smsSenderChanges.updated, about);
    if (change.dailyCap !== undefined || change.zone !== undefined)
      wake = await changeLimits(deps, tx, {
        before: scopesOf(before),
        after: scopesOf(after),
        moved: before.zone === after.zone ? [] : [dailyScope(smsSenderId)],
      });
    return after;
  });
  await wake();
  return reply;
}

const scopesOf = ({ id, zone, dailyCap }: SmsSender): string[] =>
  mailboxLimits({ mailboxId: id, zone, dailyCap, minIntervalSeconds: 0 }, 1).map(({ scope }) => scope);

async function refuseTaken(
  { store }: CommandDeps,
  tx: Tx,
  named: { name?: string | undefined; number?: string | undefined },
  exceptId: string | null,
): Promise<void> {
  const { name, number } = named;
  const taken = await store.smsSenders.findTaken(
    tx,
    { ...(name !== undefined && { name }), ...(number !== undefined && { number }) },
    exceptId,
  );
  if (taken.length === 0) return;
  const problems = taken.map((field) => ({ field, message: 'is taken' }));
  throw new ProblemError('conflict', `Another sms sender has this ${taken.join(' and this ')}.`, problems);
}
