import type { Import } from './source-tree.ts';

type Strength = 'value' | 'type';
type Layer = keyof typeof ALLOWED;

/** Files of contracts that have values workflows or domain may load. */
const KINDS = /^contracts\/(permissions|kinds|[\w-]+\/kinds)\.ts$/;
const TASK_QUEUES = 'contracts/task-queues.ts';

/** Who may import whom, and how strongly; what is missing is forbidden. The table of the design, line by line. */
const ALLOWED = {
  contracts: { contracts: 'value' },
  domain: { contracts: 'type', domain: 'value' },
  workflows: {
    contracts: 'type',
    domain: 'value',
    messages: 'value',
    workflows: 'value',
    activities: 'type',
  },
  commands: { contracts: 'value', domain: 'value', messages: 'type', commands: 'value', infra: 'type' },
  activities: {
    contracts: 'value',
    domain: 'value',
    messages: 'type',
    workflows: 'type',
    commands: 'value',
    activities: 'value',
    infra: 'type',
  },
  infra: { contracts: 'value', domain: 'value', messages: 'value', workflows: 'type', infra: 'value' },
  api: {
    contracts: 'value',
    domain: 'value',
    messages: 'type',
    workflows: 'type',
    commands: 'value',
    infra: 'value',
    api: 'value',
  },
} as const satisfies Record<string, Record<string, Strength>>;

/** What tests and tools may import of a process's folder: its parts that listen to nothing, never its main. */
const OPEN_OF_PROCESSES = [
  'api/app.ts',
  'api/change-streams.ts',
  'api/openapi.ts',
  'api/console.ts',
  'api/deps.ts',
  'api/drain.ts',
  'api/routes/index.ts',
  'worker/bundle.ts',
  'worker/create.ts',
  'worker/deps.ts',
  'worker/ensure.ts',
  'worker/metrics.ts',
];

function layerOf(path: string): string {
  if (path.endsWith('.messages.ts')) return 'messages';
  return path.split('/')[0] ?? '';
}

function isPrismaClient(target: string): boolean {
  return target.startsWith('@prisma/') || target.startsWith('infra/db/generated/');
}

function strengthFor(from: Layer, { to }: Import): Strength | undefined {
  if (KINDS.test(to) || (to === TASK_QUEUES && from === 'workflows')) return 'value';
  const row: Record<string, Strength> = ALLOWED[from];
  return row[layerOf(to)];
}

/** The complaint about one import, or null when the table allows it. */
export function violationOf(entry: Import): string | null {
  const { from, to, isTypeOnly } = entry;
  const says = (reason: string): string => `${from} imports ${to}: ${reason}`;
  if (to.endsWith('/main.ts')) return says('nobody imports a main.ts');
  const layer = from.startsWith('workflows/') ? 'workflows' : layerOf(from);
  const isOutside = !(layer in ALLOWED);
  if (isPrismaClient(to)) {
    return isOutside || from.startsWith('infra/db/') ? null : says('only infra/db knows the Prisma client');
  }
  if (!to.includes('/') || !to.endsWith('.ts')) return null;
  if (isOutside) {
    const isProcess = /^(api|worker)\//.test(to) && !from.startsWith(`${layerOf(to)}/`);
    return isProcess && !isTypeOnly && !OPEN_OF_PROCESSES.includes(to)
      ? says('not open to other folders')
      : null;
  }
  const strength = strengthFor(layer as Layer, entry);
  if (strength === undefined) return says(`${layer} may not know it`);
  return strength === 'type' && !isTypeOnly ? says('as a type only') : null;
}

/** The cycles among value imports, each as the path of files around it. */
export function cyclesAmong(imports: readonly Import[]): string[] {
  const edges = new Map<string, string[]>();
  for (const { from, to, isTypeOnly } of imports) {
    if (!isTypeOnly && to.endsWith('.ts')) edges.set(from, [...(edges.get(from) ?? []), to]);
  }
  const cycles: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    const at = path.indexOf(file);
    if (at >= 0) return void cycles.push([...path.slice(at), file].join(' -> '));
    if (done.has(file)) return;
    for (const to of edges.get(file) ?? []) visit(to, [...path, file]);
    done.add(file);
  };
  for (const file of edges.keys()) visit(file, []);
  return cycles;
}
