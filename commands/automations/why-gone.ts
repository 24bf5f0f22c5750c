import { audiencesOf, targetsOf } from '../../domain/automations/action-targets.ts';
import { checkAudience } from '../../domain/automations/check-audience.ts';
import type { StoredAutomation } from '../../domain/automations/definition.ts';
import type { PauseCause } from '../../domain/automations/rights.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';
import { findGoneTargets } from './check-actions.ts';
import { goneAmong } from './find-gone.ts';

/** What somebody takes away; `id` null: more than one thing, whoever asks looks at everything. */
export interface Lost {
  id: string | null;
  name: string;
}

const WORDS = {
  user: 'user',
  visibilityGroup: 'visibility group',
  mailbox: 'mailbox',
  smsSender: 'sms sender',
  list: 'list',
  label: 'label',
  enrolled: 'sequence',
  sequence: 'sequence',
  program: 'program',
  template: 'template',
  webhook: 'webhook',
  property: 'property',
} as const;

/** What only those know by its name who may manage it (U3, O5); why it is paused everybody reads. */
const HUSHED: readonly string[] = ['visibilityGroup', 'webhook'];

/** Something that is named and gone, and where. */
interface Missing {
  field: string;
  kind: keyof typeof WORDS;
  id: string;
  name: string | null;
  /** In words that follow its name. */
  gone: string;
}

/**
 * Why each of these automations cannot go on, by its id: the first thing that it names and that is gone, with every
 * place; without those of which all is there. So many statements as there are kinds of things, however many they are.
 */
export async function whyGone(
  deps: CommandDeps,
  tx: Tx,
  automations: readonly StoredAutomation[],
  lost?: Lost,
): Promise<Map<string, PauseCause>> {
  const named = automations.flatMap(({ id: automationId, actions }) =>
    targetsOf(actions).map((target) => ({ ...target, automationId })),
  );
  const missing = [
    ...(await findGoneRules(deps, tx, automations)),
    ...(await findGoneTargets(deps, tx, named)),
  ];
  const causes = automations.flatMap(({ id }): [string, PauseCause][] => {
    const cause = causeOf(
      missing.filter(({ automationId }) => automationId === id),
      lost,
    );
    return cause ? [[id, cause]] : [];
  });
  return new Map(causes);
}

/** What rules name and is gone: no rule is true or false of anybody then, and none widens the audience (A3). */
async function findGoneRules(
  deps: CommandDeps,
  tx: Tx,
  automations: readonly StoredAutomation[],
): Promise<(Missing & { automationId: string })[]> {
  const named = automations.flatMap((automation) =>
    audiencesOf(automation).flatMap(({ tree, path }) =>
      checkAudience(tree, path, { isStarting: false }).named.map((each) => ({
        ...each,
        automationId: automation.id,
      })),
    ),
  );
  const gone = await goneAmong(deps, tx, named, await deps.store.properties.findAll(tx));
  return gone.map(({ path: field, kind, id, name, by: { automationId } }) => ({
    field,
    kind,
    id,
    name,
    gone: name === null ? 'is not there' : 'is archived',
    automationId,
  }));
}

function causeOf(missing: readonly Missing[], lost: Lost | undefined): PauseCause | null {
  const [first] = missing;
  if (!first) return null;
  const places = missing.filter(({ id }) => id === first.id).map(({ field }) => field);
  const known = first.name ?? (lost?.id === first.id ? lost.name : first.id);
  const name = HUSHED.includes(first.kind) ? first.id : known;
  const detail = `The ${WORDS[first.kind]} "${name}" ${first.gone}, and is named: ${places.join(', ')}.`;
  return { reason: 'reference_gone', detail };
}
