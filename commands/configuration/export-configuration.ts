import type { Actor } from '../../contracts/actor.ts';
import type {
  Configuration,
  ConfigurationFile,
  ExportConfigurationQuery,
} from '../../contracts/configuration/configuration.ts';
import type { ThingKind } from '../../contracts/configuration/documents.ts';
import { CONFIGURATION_KINDS, type ConfigurationKind } from '../../contracts/configuration/kinds.ts';
import { stepSchema } from '../../contracts/sequences/steps.ts';
import { fileNamesOf } from '../../domain/configuration/file-names.ts';
import { pathWithNames, type Values } from '../../domain/configuration/references.ts';
import { writeYaml } from '../../domain/configuration/write-yaml.ts';
import { nameKeyOf } from '../../domain/name-key.ts';
import { idleFieldsOf } from '../../domain/sequences/step-rules.ts';
import type { CommandDeps } from '../deps.ts';
import { runCommand } from '../run-command.ts';
import { refuseUnreadable } from './compare-folder.ts';
import { type Names, readNames } from './names.ts';
import { named } from './shown-values.ts';
import { THINGS } from './things/index.ts';
import { type Existing, type Reading, without } from './things/thing.ts';

/** Where things of which each has a file of its own lie. */
const FOLDERS = {
  importProfile: 'import-profiles',
  template: 'templates',
  sequence: 'sequences',
  program: 'programs',
} as const;
/** What people look for first stands first, and lists of parts last. */
const FIRST = ['name', 'type', 'label', 'level', 'status', 'timing'];
const LAST = ['steps', 'touchpoints'];

/**
 * Writes everything that is set up and can still be changed as YAML files.
 *
 * @throws ProblemError `forbidden` for kinds that the caller may not read
 */
export function exportConfiguration(
  deps: CommandDeps,
  actor: Actor,
  { kinds = [...CONFIGURATION_KINDS] }: ExportConfigurationQuery,
): Promise<Configuration> {
  refuseUnreadable(
    actor.permissions,
    kinds.map((kind) => thingOf(kind)),
  );
  return runCommand(deps, actor, async (tx, now) => {
    const names = await readNames(deps, tx, actor);
    const files: ConfigurationFile[] = [];
    for (const kind of CONFIGURATION_KINDS)
      if (kinds.includes(kind)) files.push(...(await filesOf({ deps, actor, tx, now }, kind, names)));
    return { files };
  });
}

const thingOf = (kind: ConfigurationKind): ThingKind => {
  if (kind === 'labels') return 'labelGroup';
  if (kind === 'properties') return 'property';
  return kind === 'lists' ? 'list' : kind;
};

async function filesOf(
  reading: Reading,
  kind: ConfigurationKind,
  names: Names,
): Promise<ConfigurationFile[]> {
  const list = async (thing: ThingKind): Promise<Existing[]> =>
    (await THINGS[thing].list(reading))
      .filter(({ isClosed }) => !isClosed)
      .toSorted((a, b) => (nameKeyOf(a.name) < nameKeyOf(b.name) ? -1 : 1));
  const shown = ({ values, idle = [] }: Existing): Values => arranged(named(without(values, idle), names));
  const file = (path: string, content: unknown): ConfigurationFile => ({
    path: `${path}.yaml`,
    text: writeYaml({ [kind]: content }),
  });
  const things = await list(thingOf(kind));
  if (things.length === 0) return [];
  switch (kind) {
    case 'organisation':
      return [file(kind, shown(things[0]!))];
    case 'lists':
    case 'properties':
      return [file(kind, things.map(shown))];
    case 'labels': {
      const labels = await list('label');
      const of = (name: string) => labels.filter((label) => label.of === name).map(shown);
      return [
        file(
          kind,
          things.map((group) => ({ ...shown(group), labels: of(group.name) })),
        ),
      ];
    }
    case 'importProfile':
    case 'template':
    case 'sequence':
    case 'program': {
      const paths = fileNamesOf(
        things.map(({ name }) => name),
        reading.deps.hash,
      );
      return things.map((thing, index) => file(`${FOLDERS[kind]}/${paths[index]}`, shown(thing)));
    }
  }
}

/** Fields in the order in which people read them; of a step without those that its type does not have. */
function arranged(values: Values): Values {
  const type = stepSchema.shape.type.safeParse(values['type']);
  const idle = type.success ? idleFieldsOf(type.data).map(pathWithNames) : [];
  const keys = Object.keys(values).filter((key) => !idle.includes(key));
  const middle = keys.filter((key) => !FIRST.includes(key) && !LAST.includes(key));
  const order = [...FIRST, ...middle, ...LAST].filter((key) => keys.includes(key));
  return Object.fromEntries(
    order.map((key) => {
      const value = values[key];
      return [
        key,
        LAST.includes(key) && Array.isArray(value) ? value.map((part: Values) => arranged(part)) : value,
      ];
    }),
  );
}
