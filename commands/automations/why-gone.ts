import { targetsOf } from '../../domain/automations/action-targets.ts';
import type { StoredAutomation } from '../../domain/automations/definition.ts';
import type { PauseCause } from '../../domain/automations/rights.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';
import { findGoneTargets } from './check-actions.ts';

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
  const missing = await findGoneTargets(deps, tx, named);
  const causes = automations.flatMap(({ id }): [string, PauseCause][] => {
    const cause = causeOf(
      missing.filter(({ automationId }) => automationId === id),
      lost,
    );
    return cause ? [[id, cause]] : [];
  });
  return new Map(causes);
}

function causeOf(missing: readonly Missing[], lost: Lost | undefined): PauseCause | null {
  const [first] = missing;
  if (!first) return null;
  const places = missing.filter(({ id }) => id === first.id).map(({ field }) => field);
  const name = first.name ?? (lost?.id === first.id ? lost.name : first.id);
  const detail = `The ${WORDS[first.kind]} "${name}" ${first.gone}, and is named: ${places.join(', ')}.`;
  return { reason: 'reference_gone', detail };
}
