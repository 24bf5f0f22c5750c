import type { Import } from './source-tree.ts';
import { withoutComments } from './source-rules.ts';

/**
 * The wings, in the order of the house: a file imports its own wing, the ground, and wings above it here. A wing's
 * rooms follow its root in the order given, inside one layer. What is not built yet has its place already.
 */
export const WINGS = [
  { name: 'ground', rooms: [] },
  { name: 'access', rooms: [] },
  { name: 'customers', rooms: [] },
  { name: 'holds', rooms: [] },
  { name: 'receivables', rooms: [] },
  { name: 'imports', rooms: [] },
  { name: 'sending', rooms: [] },
  { name: 'prompting', rooms: [] },
  { name: 'tracking', rooms: [] },
  { name: 'sequences', rooms: [] },
  { name: 'enrollments', rooms: ['queue'] },
  { name: 'programs', rooms: ['touchpoints', 'reviews', 'runs'] },
  { name: 'insights', rooms: ['actions'] },
  { name: 'inbox', rooms: [] },
  { name: 'bulk-changes', rooms: [] },
  { name: 'webhooks', rooms: [] },
  { name: 'automations', rooms: [] },
  { name: 'console', rooms: [] },
  { name: 'configuration', rooms: [] },
  { name: 'upkeep', rooms: [] },
] as const;

/** Where a file stands: its layer, the rank of its wing, and the rank of its room inside the wing (0: the root). */
export interface Place {
  layer: string;
  wing: string;
  rank: number;
  room: number;
}

/** Folders of infra that are rooms of a wing as a whole. */
const INFRA_ROOMS: Record<string, string> = {
  mail: 'sending',
  oauth: 'sending',
  sms: 'sending',
  llm: 'prompting',
  inbox: 'inbox',
  webhooks: 'webhooks',
};
/** Folders whose content is sorted by wing. */
const SORTED = /^(?:infra\/(?:db|temporal\/(?:schedules|lifecycle))|api\/routes)\//;
const LAYERS = ['contracts', 'domain', 'workflows', 'commands', 'activities', 'infra', 'api'];

/** Files that gather: those of the ground know every wing, those of a wing every room of it. */
const GATHERING = /(^|\/)(operations|store|lifecycle|index|hooks|deps|config|events)\.ts$|^api\/[\w-]+\.ts$/;

const nameOf = (segment: string | undefined): string => (segment ?? '').replace(/(\.[\w-]+)?\.ts$/, '');

/** The place of a file of the repository; null for what stands outside the house (tests, tools, packages). */
export function placeOf(path: string): Place | null {
  const layer = path.split('/')[0] ?? '';
  if (!LAYERS.includes(layer) || !path.endsWith('.ts')) return null;
  const prefix = SORTED.exec(path)?.[0] ?? `${layer}/`;
  const [first, ...rest] = path.slice(prefix.length).split('/');
  const isInfraRoom = prefix === 'infra/' && rest.length > 0;
  const wanted = isInfraRoom ? (INFRA_ROOMS[first ?? ''] ?? 'ground') : nameOf(first);
  const found = WINGS.findIndex(({ name }) => name === wanted);
  const rank = Math.max(0, found);
  const { name: wing, rooms } = WINGS[rank] ?? WINGS[0];
  const room = rest.length === 0 ? 0 : (rooms as readonly string[]).indexOf(nameOf(rest[0])) + 1;
  return { layer, wing, rank, room };
}

/** The complaint about an import that runs back, or null. */
export function runsBack({ from, to }: Pick<Import, 'from' | 'to'>): string | null {
  const here = placeOf(from);
  const there = placeOf(to);
  if (here === null || there === null) return null;
  const isGathering = GATHERING.test(from);
  if (isGathering && here.rank === 0) return null;
  if (there.rank > here.rank) return `${from} (${here.wing}) imports ${to} (${there.wing})`;
  const isRoomAhead = there.rank === here.rank && there.layer === here.layer && there.room > here.room;
  return isRoomAhead && !isGathering ? `${from} imports ${to}: a room further down` : null;
}

/** Files that gather the SQL modules of a wing, or those of the ground. */
export const isGatheringSql = (path: string): boolean => /^infra\/db\/([\w-]+\/index|ground)\.ts$/.test(path);

/** The SQL module that each name of the store stands for, read from the files that gather them. */
export function storeNames(gathering: ReadonlyMap<string, string>): Map<string, string> {
  const names = new Map<string, string>();
  for (const [path, text] of gathering) {
    const folder = path.slice(0, path.lastIndexOf('/') + 1);
    for (const [, name = '', target = ''] of text.matchAll(/export \* as (\w+) from '\.\/([^']+)'/g)) {
      names.set(name, folder + target);
    }
  }
  return names;
}

/** `store.contacts`, also over two lines, and `Store['contacts']`. */
const MEMBER = /\bstore\s*\??\.\s*(\w+)|\bStore\['(\w+)'\]/g;
/** `{ contacts } = deps.store`, and `{ store: { contacts } }`. */
const TAKEN_APART = [/\{([^{}]*)\}\s*=\s*(?:\w+\.)*store\b/g, /\bstore:\s*\{([^{}]*)\}/g];

/** What a file takes from the store, as imports of the SQL modules behind the names. */
export function storeUses(from: string, text: string, names: ReadonlyMap<string, string>): Import[] {
  const code = withoutComments(text);
  const uses = new Set([...code.matchAll(MEMBER)].map(([, name, member]) => name ?? member ?? ''));
  for (const [, inside = ''] of TAKEN_APART.flatMap((pattern) => [...code.matchAll(pattern)])) {
    for (const name of inside.split(',')) uses.add((name.split(/[:=]/)[0] ?? '').trim());
  }
  return [...uses].flatMap((name) => {
    const to = names.get(name);
    return to === undefined ? [] : [{ from, to, isTypeOnly: false }];
  });
}
