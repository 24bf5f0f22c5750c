import { SYSTEM } from '../../contracts/actor.ts';
import type { AutomationAction } from '../../contracts/automations/actions.ts';
import type { FieldProblem } from '../../contracts/problems.ts';
import { targetsOf, type Target, type TargetKind } from '../../domain/automations/action-targets.ts';
import { findWordsProblems } from '../../domain/automations/action-words.ts';
import type { DefinedProperty } from '../../domain/automations/defined-properties.ts';
import { NO_RULES, problemsOfProperties } from '../../domain/customers/check-properties.ts';
import { nameKeyOf } from '../../domain/name-key.ts';
import { findBuiltInTemplate } from '../../domain/programs/built-in-templates.ts';
import type { KnownTarget } from '../../infra/db/automations/action-targets.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';

/** Something that an action names, and what is known of it; null: it was deleted, or never was. */
type FoundTarget<T extends Target = Target> = T & { known: KnownTarget | null };

/**
 * What keeps actions from being saved: what they name is not there or is archived, or words are broken (M3); to be
 * started also what nobody could do as things are: a mailbox that does not work, a sequence that is a draft.
 */
export async function findActionProblems(
  deps: CommandDeps,
  tx: Tx,
  { actions, isStarting }: { actions: readonly AutomationAction[]; isStarting: boolean },
): Promise<FieldProblem[]> {
  const named = await findTargets(deps, tx, targetsOf(actions));
  return [
    ...named.flatMap((target) => problemsOf(target, isStarting)),
    ...(await findLevelProblems(deps, tx, targetsOf(actions))),
    ...(await findValueProblems(deps, tx, actions)),
    ...findWordsProblems(actions),
    ...(isStarting ? await findSenderProblems(deps, tx, actions) : []),
  ];
}

/** Those that nothing can be done with any more, with the reason in words and, where it is known, their name. */
export async function findGoneTargets<T extends Target>(
  deps: CommandDeps,
  tx: Tx,
  targets: readonly T[],
): Promise<(T & { name: string | null; gone: string })[]> {
  const named = await findTargets(deps, tx, targets);
  return named.flatMap((target) => {
    const { known } = target;
    const gone = known === null ? ABSENT : known.gone;
    return gone === null ? [] : [{ ...target, name: known?.name ?? null, gone }];
  });
}

const ABSENT = 'is not there';

function problemsOf({ field, known }: FoundTarget, isStarting: boolean): FieldProblem[] {
  if (known === null) return [{ field, message: ABSENT }];
  const message = known.gone ?? (isStarting ? known.unfit : null);
  return message === null ? [] : [{ field, message }];
}

async function findTargets<T extends Target>(
  { store }: CommandDeps,
  tx: Tx,
  targets: readonly T[],
): Promise<FoundTarget<T>[]> {
  const asked = targets.filter(({ kind, id }) => kind !== 'template' || !findBuiltInTemplate(id));
  const known = new Map<TargetKind, Map<string, KnownTarget>>();
  for (const kind of new Set(asked.map((target) => target.kind))) {
    const ids = [...new Set(asked.flatMap((target) => (target.kind === kind ? [target.id] : [])))];
    const found =
      kind === 'property'
        ? knownProperties(ids, await store.properties.findAll(tx))
        : await store.actionTargets.find(tx, { kind, ids });
    known.set(kind, found);
  }
  return asked.map((target) => ({ ...target, known: known.get(target.kind)?.get(target.id) ?? null }));
}

/** A property that nobody defined may be set to anything. */
function knownProperties(
  names: readonly string[],
  properties: readonly DefinedProperty[],
): Map<string, KnownTarget> {
  const keys = properties
    .filter(({ entity, isArchived }) => entity === 'customer' && isArchived)
    .map(({ name }) => nameKeyOf(name));
  const goneOf = (name: string) => (keys.includes(nameKeyOf(name)) ? 'is archived' : null);
  return new Map(names.map((name) => [name, { name, gone: goneOf(name), unfit: null }]));
}

/** Values that are not what their properties were defined as (A3). */
async function findValueProblems(
  { store }: CommandDeps,
  tx: Tx,
  actions: readonly AutomationAction[],
): Promise<FieldProblem[]> {
  if (!actions.some(({ kind }) => kind === 'set_property')) return [];
  const rules = (await store.properties.rulesOf(tx, ['customer'])).get('customer') ?? NO_RULES;
  return actions.flatMap((action, index) => {
    if (action.kind !== 'set_property') return [];
    const [problem] = problemsOfProperties(rules, { [action.name]: action.value }, null);
    return problem ? [{ field: `actions[${index}].value`, message: problem.message }] : [];
  });
}

/** A text about one invoice has nothing to say to a customer. */
async function findLevelProblems(
  { store }: CommandDeps,
  tx: Tx,
  targets: readonly Target[],
): Promise<FieldProblem[]> {
  const named = targets.filter(({ kind }) => kind === 'template');
  const own = named.map(({ id }) => id).filter((id) => !findBuiltInTemplate(id));
  const stored = own.length === 0 ? [] : await store.templates.readAll(tx, own);
  return named.flatMap(({ field, id }) => {
    const template = findBuiltInTemplate(id) ?? stored.find((each) => each.id === id);
    return template?.level === 'invoice' ? [{ field, message: 'is a text about one invoice' }] : [];
  });
}

/** Emails that name no mailbox leave from the organisation's. */
async function findSenderProblems(
  deps: CommandDeps,
  tx: Tx,
  actions: readonly AutomationAction[],
): Promise<FieldProblem[]> {
  const fields = actions.flatMap((action, index) =>
    (action.kind === 'email' || action.kind === 'email_user') && action.mailboxId === null
      ? [`actions[${index}].mailboxId`]
      : [],
  );
  if (fields.length === 0) return [];
  const { defaultMailboxId } = await deps.store.organisation.get(tx, SYSTEM);
  const message =
    defaultMailboxId === null
      ? 'is missing, and the organisation has no `defaultMailboxId`'
      : await whyUnfit(deps, tx, defaultMailboxId);
  return message === null ? [] : fields.map((field) => ({ field, message }));
}

async function whyUnfit({ store }: CommandDeps, tx: Tx, mailboxId: string): Promise<string | null> {
  const known = await store.actionTargets.find(tx, { kind: 'mailbox', ids: [mailboxId] });
  const mailbox = known.get(mailboxId);
  const why = mailbox?.gone ?? mailbox?.unfit;
  return why == null ? null : `is missing, and the organisation's ${why}`;
}
