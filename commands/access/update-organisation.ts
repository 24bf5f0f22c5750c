import { organisationChanges } from '../../contracts/access/changes.ts';
import type { Actor } from '../../contracts/actor.ts';
import type { Organisation, UpdateOrganisation } from '../../contracts/access/organisation.ts';
import { refuseInvalid } from '../../contracts/problems.ts';
import { changeOfRules } from '../../domain/access/rules-change.ts';
import type { CommandDeps } from '../deps.ts';
import { findUnusedCurrencies } from './find-unused-currencies.ts';
import { releaseAll, wakeNobody, type Release } from '../release-waiting.ts';
import { recordChange } from '../record-change.ts';
import { afterCommit, runCommand } from '../run-command.ts';

/**
 * Changes settings of the organisation. What an earlier contact policy defers or days of an earlier zone defer looks again
 * (D6), and so does what waits for the quiet hours of customers (M7), or an earlier default mailbox (S24). Programs follow other rules about credit and least
 * amounts (C18, C19).
 *
 * @throws ProblemError `validation` for a default mailbox that does not exist, a model that is asked for where none is configured, and a currency in which no customer is
 */
export async function updateOrganisation(
  deps: CommandDeps,
  actor: Actor,
  change: UpdateOrganisation,
): Promise<Organisation> {
  const { organisation } = deps.store;
  let wake = wakeNobody;
  const updated = await runCommand(deps, actor, async (tx, now) => {
    const { defaultMailboxId } = change;
    const before = await organisation.get(tx, actor);
    const isNoMailbox = defaultMailboxId != null && !(await organisation.isMailbox(tx, defaultMailboxId));
    const { minimumAmounts = null, baseCurrency } = change;
    const amounts = { minimumAmounts, before: before.minimumAmounts };
    const unused = await findUnusedCurrencies(deps, tx, amounts);
    refuseInvalid([
      ...(deps.writer.isAvailable ? [] : wantedModels(change, before)),
      ...(isNoMailbox ? [{ field: 'defaultMailboxId', message: 'is no mailbox' }] : []),
      ...unused.filter(({ field }) => field !== `minimumAmounts.${baseCurrency}`),
    ]);
    await organisation.update(tx, change);
    const after = await organisation.get(tx, actor);
    const rules = changeOfRules(before, after);
    const follow = rules ? await deps.hooks.followRules(deps, tx, { actor, change: rules, now }) : wakeNobody;
    // The days of contacts are those of the zone.
    const movesDays = change.contactPolicy !== undefined || change.zone !== undefined;
    // Quiet hours are those of the zone too, where a customer has none.
    const movesQuiet = change.quietHours !== undefined || change.zone !== undefined;
    const movesSender = defaultMailboxId !== undefined && defaultMailboxId !== before.defaultMailboxId;
    const releases: Release[] = [
      ...(movesDays ? [{ of: 'contact_policy' } as const] : []),
      ...(movesQuiet ? [{ of: 'quiet_hours' } as const] : []),
      ...(movesSender ? [{ of: 'default_mailbox' } as const] : []),
    ];
    const release = await releaseAll(deps, tx, { releases, now });
    wake = async () => {
      await follow();
      await release();
    };
    await recordChange(deps, tx, organisationChanges.updated, {
      actor,
      now,
      entityId: 'org',
      before,
      after,
    });
    return after;
  });
  await afterCommit(deps, wake);
  return updated;
}

/** What a language model is newly asked for. */
function wantedModels(
  change: UpdateOrganisation,
  before: Organisation,
): { field: string; message: string }[] {
  const wanted = (['insights', 'mailReading'] as const).filter(
    (field) => change[field] === 'model' && before[field] !== 'model',
  );
  const message = 'no language model is configured (LLM_BASE_URL, LLM_MODEL)';
  return wanted.map((field) => ({ field, message }));
}
