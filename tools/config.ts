import { parseArgs } from 'node:util';
import type {
  Configuration,
  ConfigurationChange,
  ConfigurationPlan,
} from '../contracts/configuration/configuration.ts';
import { type ApiCaller, createApiCaller, Refusal } from './api-caller.ts';
import { readConfigurationFolder, writeConfigurationFolder } from './configuration-folder.ts';
import { say } from './stack/progress.ts';

const USAGE = `npm run config -- export DIR [--replace]
npm run config -- plan DIR [--prune] [--exit-code]
npm run config -- apply DIR [--prune]

What is set up, as a folder of YAML files: sequences, programs, templates, labels, lists, import profiles, settings.
FOLLOWTHROUGH_URL says where the API is (http://127.0.0.1:3000), FOLLOWTHROUGH_KEY is a key of it.

--prune      also archives or deletes what the folder does not name, of every kind that it names something of
--replace    removes YAML files from DIR that are no part of the export
--exit-code  plan ends with 2 where something differs`;

/** Longer values are cut: the files say them whole. */
const MOST_CHARS = 160;
const DIFFERS = 2;

const shortOf = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'null';
  return text.length > MOST_CHARS ? `${text.slice(0, MOST_CHARS)}…` : text;
};

const SIGNS = { create: '+', update: '~', archive: '-', delete: '-' } as const;

function tellChange({ action, kind, name, of, file, differences, notes }: ConfigurationChange): void {
  const where = of === null ? '' : ` of ${JSON.stringify(of)}`;
  say(
    `${SIGNS[action]} ${action} ${kind} ${JSON.stringify(name)}${where}${file === null ? '' : `  (${file})`}`,
  );
  for (const note of notes) say(`    ${note}`);
  for (const { field, before, after } of differences)
    say(
      action === 'create'
        ? `    ${field}: ${shortOf(after)}`
        : `    ${field}: ${shortOf(before)} -> ${shortOf(after)}`,
    );
}

function tellPlan({ changes, kept, unchanged, lacks }: ConfigurationPlan, verb: string): void {
  for (const change of changes) tellChange(change);
  for (const { kind, name, of } of kept)
    say(
      `= keeps ${kind} ${JSON.stringify(name)}${of === null ? '' : ` of ${JSON.stringify(of)}`}: the folder does not name it`,
    );
  if (lacks.length > 0) say(`The key lacks ${lacks.join(', ')}.`);
  say(`${changes.length === 0 ? 'No differences' : `${changes.length} ${verb}`}, ${unchanged} unchanged.`);
}

function tellRefusal(error: unknown): void {
  if (!(error instanceof Refusal)) return say(error instanceof Error ? error.message : String(error));
  const { detail, title, errors = [] } = error.problem;
  for (const { field, message, line, column } of errors) {
    const [file, path] = field.split(': ') as [string, string | undefined];
    say(`${file}${line === undefined ? '' : `:${line}:${column}`} ${path ?? ''}: ${message}`);
  }
  say(detail ?? title ?? error.message);
}

async function run(
  api: ApiCaller,
  [verb, folder]: string[],
  flags: Record<string, boolean | undefined>,
): Promise<number> {
  const read = () => ({ files: readConfigurationFolder(folder!), prune: flags['prune'] === true });
  const plan = (json: object) => api.post<ConfigurationPlan>('/v1/configuration/plans', { json });
  switch (verb) {
    case 'export': {
      const { files } = await api.get<Configuration>('/v1/configuration');
      const others = flags['replace'] === true ? 'remove' : 'refuse';
      for (const path of writeConfigurationFolder(folder!, files, { others })) say(`removed ${path}`);
      say(`${files.length} files in ${folder}`);
      return 0;
    }
    case 'plan': {
      const planned = await plan(read());
      tellPlan(planned, 'to be made');
      return flags['exit-code'] === true && planned.changes.length > 0 ? DIFFERS : 0;
    }
    case 'apply': {
      const json = read();
      const { token } = await plan(json);
      const applied = await api.post<ConfigurationPlan>('/v1/configuration/apply', {
        json: { ...json, token },
      });
      tellPlan(applied, 'made');
      return 0;
    }
    default:
      say(USAGE);
      return 1;
  }
}

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    prune: { type: 'boolean' },
    replace: { type: 'boolean' },
    'exit-code': { type: 'boolean' },
  },
});
const key = process.env['FOLLOWTHROUGH_KEY'];
if (positionals.length !== 2 || !key) {
  say(USAGE);
  process.exitCode = 1;
} else {
  const api = createApiCaller(process.env['FOLLOWTHROUGH_URL'] || 'http://127.0.0.1:3000', key);
  process.exitCode = await run(api, positionals, values).catch((error: unknown) => {
    tellRefusal(error);
    return 1;
  });
}
