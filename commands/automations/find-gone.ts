import type { AudienceGroup } from '../../contracts/automations/audiences.ts';
import type { FieldProblem } from '../../contracts/problems.ts';
import { checkAudience, type Named } from '../../domain/automations/check-audience.ts';
import type { DefinedProperty } from '../../domain/automations/defined-properties.ts';
import { nameKeyOf } from '../../domain/name-key.ts';
import type { ReferredKind } from '../../infra/db/automations/references.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';

/** Something that is named and is no longer there. */
export interface Gone {
  /** Where it is named. */
  path: string;
  kind: ReferredKind | 'property';
  id: string;
  /** Null: it was deleted, and nobody knows what it was called. */
  name: string | null;
}

/**
 * What a tree names and that was deleted or archived (A3): such a rule is neither true nor false of anybody.
 *
 * @param path where the tree stands
 */
export async function findGone(
  deps: CommandDeps,
  tx: Tx,
  audience: AudienceGroup,
  path = 'audience',
): Promise<Gone[]> {
  const { named } = checkAudience(audience, path, { isStarting: false });
  const gone = await goneAmong(deps, tx, named, await deps.store.properties.findAll(tx));
  return gone.map(({ by: _by, ...one }) => one);
}

/**
 * All that keeps a tree from being asked: what it says that cannot be asked, and what it names that is gone.
 *
 * @param isStarting empty groups are refused too
 */
export async function problemsOfAudience(
  deps: CommandDeps,
  tx: Tx,
  { audience, path, isStarting }: { audience: AudienceGroup; path: string; isStarting: boolean },
): Promise<FieldProblem[]> {
  return problemsOfAudiences(deps, tx, { audiences: [{ audience, path }], isStarting });
}

/** Like {@link problemsOfAudience}, of several trees in as many statements as of one. */
export async function problemsOfAudiences(
  deps: CommandDeps,
  tx: Tx,
  {
    audiences,
    isStarting,
  }: { audiences: readonly { audience: AudienceGroup; path: string }[]; isStarting: boolean },
): Promise<FieldProblem[]> {
  const properties = await deps.store.properties.findAll(tx);
  const checked = audiences.map(({ audience, path }) =>
    checkAudience(audience, path, { isStarting, properties }),
  );
  const named = checked.flatMap((each) => each.named);
  const gone = await goneAmong(deps, tx, named, properties);
  const problems = checked.flatMap((each) => each.problems);
  return [...problems, ...gone.map((one) => ({ field: one.path, message: wordsForGone(one) }))];
}

/** Why something that is gone cannot be named, in words that follow its path. */
export function wordsForGone({ kind, id, name }: Gone): string {
  const what = WORDS[kind];
  return name === null ? `names ${what} that is not there: ${id}` : `names ${what} that is archived: ${name}`;
}

const WORDS: Record<Gone['kind'], string> = {
  label: 'a label',
  list: 'a list',
  sequence: 'a sequence',
  program: 'a program',
  visibilityGroup: 'a visibility group',
  user: 'a user',
  mailbox: 'a mailbox',
  property: 'a property',
};
const isReferred = (kind: string): kind is ReferredKind => kind !== 'property' && Object.hasOwn(WORDS, kind);

/** Those that were deleted or archived, each with who named it: so many statements as there are kinds. */
export async function goneAmong<N extends Named>(
  { store }: Pick<CommandDeps, 'store'>,
  tx: Tx,
  named: readonly N[],
  properties: readonly DefinedProperty[],
): Promise<(Gone & { by: N })[]> {
  const known = new Map<string, Awaited<ReturnType<typeof store.references.find>>>();
  for (const kind of new Set(named.map((one) => one.kind))) {
    if (!isReferred(kind)) continue;
    const ids = named.flatMap((one) => (one.kind === kind ? [one.id] : []));
    known.set(kind, await store.references.find(tx, { kind, ids: [...new Set(ids)] }));
  }
  return named.flatMap((by): (Gone & { by: N })[] => {
    const { field: path, kind, id, entity } = by;
    if (kind === 'property') {
      const isGone = properties.some(
        (each) => each.entity === entity && each.isArchived && nameKeyOf(each.name) === nameKeyOf(id),
      );
      return isGone ? [{ path, kind, id, name: id, by }] : [];
    }
    if (!isReferred(kind)) return [];
    const one = known.get(kind)?.get(id);
    return one && !one.isArchived ? [] : [{ path, kind, id, name: one?.name ?? null, by }];
  });
}
