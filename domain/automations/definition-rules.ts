import type { AutomationAction, GivenAction } from '../../contracts/automations/actions.ts';
import type { CreateAutomation } from '../../contracts/automations/automations.ts';
import type { FieldProblem } from '../../contracts/problems.ts';
import type { StoredAutomation } from './definition.ts';

/** What makes a new automation. */
export interface NewAutomation {
  id: string;
  now: number;
  createdById: string;
}

/** A draft (A1). */
export function automationOf(
  { startsAt, endsAt, actions, ...given }: CreateAutomation,
  { id, now, createdById }: NewAutomation,
): StoredAutomation {
  return {
    ...given,
    ...freshAutomation({ id, now, createdById }),
    actions: withKeys(actions, [], 1),
    startsAt: instantOf(startsAt),
    endsAt: instantOf(endsAt),
  };
}

/** What an automation has before it ever ran, whatever it does. */
export function freshAutomation({ id, now, createdById }: NewAutomation) {
  return {
    id,
    status: 'created',
    pauseReason: null,
    pauseDetail: null,
    ownerId: null,
    sight: 'owner',
    version: 1,
    audienceVersion: 1,
    comparedVersion: null,
    comparedOn: null,
    runNo: 0,
    runningSince: null,
    confirmedCount: null,
    confirmedVersion: null,
    createdById,
    createdAt: now,
    updatedAt: now,
  } as const satisfies Partial<StoredAutomation>;
}

/** An instant of the API in epoch milliseconds. */
export const instantOf = (instant: string | null): number | null =>
  instant === null ? null : Date.parse(instant);

/**
 * Gives every action a key. One without takes that of an action of before which does exactly the same, or a new one that
 * no action ever had: what `isOnce` remembers is of that key, and nobody is acted on again because of an edit.
 */
export function withKeys(
  given: readonly GivenAction[],
  before: readonly AutomationAction[],
  version: number,
): AutomationAction[] {
  const taken = new Set(given.flatMap(({ key }) => key ?? []));
  const free = before.filter(({ key }) => !taken.has(key));
  return given.map((action, index): AutomationAction => {
    if (action.key !== undefined) return { ...action, key: action.key };
    const same = free.findIndex((other) => saysTheSame(action, other));
    const [kept] = same < 0 ? [] : free.splice(same, 1);
    return { ...action, key: kept?.key ?? newKey(taken, `v${version}a${index + 1}`) };
  });
}

function newKey(taken: Set<string>, wanted: string): string {
  let key = wanted;
  for (let n = 2; taken.has(key); n++) key = `${wanted}x${n}`;
  taken.add(key);
  return key;
}

const saysTheSame = ({ key: _key, ...action }: GivenAction, { key: _other, ...other }: AutomationAction) =>
  JSON.stringify(sorted(action)) === JSON.stringify(sorted(other));

/** Members in the order of their names: `jsonb` keeps no other. */
export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(
    members.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, member]) => [name, sorted(member)]),
  );
}

/** What keeps the calendar and the actions of an automation from being saved, also as a draft (A2). */
export function findSettingProblems({
  startsAt,
  endsAt,
  isOngoing,
  every,
  actions,
}: Pick<StoredAutomation, 'startsAt' | 'endsAt' | 'isOngoing' | 'every' | 'actions'>): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (every !== null && !isOngoing)
    problems.push({ field: 'every', message: 'needs isOngoing: without it there is one pass' });
  if (startsAt !== null && endsAt !== null && endsAt <= startsAt)
    problems.push({ field: 'endsAt', message: 'must be after startsAt' });
  const keys = actions.map(({ key }) => key);
  keys.forEach((key, index) => {
    if (keys.indexOf(key) < index)
      problems.push({ field: `actions[${index}].key`, message: 'is that of an action before' });
  });
  return problems;
}

/** What keeps an automation from being set running besides (A1, A2). */
export function findStartProblems(
  { endsAt, actions }: Pick<StoredAutomation, 'endsAt' | 'actions'>,
  now: number,
): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (actions.length === 0) problems.push({ field: 'actions', message: 'needs at least one action' });
  if (endsAt !== null && endsAt <= now) problems.push({ field: 'endsAt', message: 'is past' });
  return problems;
}
