import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { ApiFixture } from '../test/support/api-fixture.ts';
import { say, withProgress } from './stack/progress.ts';
import { startTestServers } from './testing/servers.ts';

// Drives every operation of /openapi.json with generated requests, valid and not, against the real application on a
// database of its own: no answer may be a 500, none may break its schema. Arguments are handed to Schemathesis.

/** Runs on Python 3.10 and later. */
const SCHEMATHESIS = 'schemathesis==4.32.5';
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_schema_conformance',
  'negative_data_rejection',
  'ignored_auth',
  'unsupported_method',
].join(',');
const EXAMPLES_PER_OPERATION = '25';

const home = resolve(process.env['FOLLOWTHROUGH_HOME'] || '.followthrough');

function run(command: string, args: string[], stdio: 'inherit' | 'ignore' = 'inherit'): Promise<number> {
  return new Promise((done) => {
    const child = spawn(command, args, { stdio, cwd: home });
    child.once('error', () => done(127));
    child.once('exit', (code) => done(code ?? 1));
  });
}

async function installed(): Promise<string> {
  const folder = resolve(home, SCHEMATHESIS.replace('==', '-'));
  const program = resolve(folder, 'bin/schemathesis');
  if (existsSync(program)) return program;
  const python = resolve(folder, 'bin/python');
  const install = async (): Promise<void> => {
    const steps: [string, string[]][] = [
      ['python3', ['-m', 'venv', '--clear', folder]],
      [python, ['-m', 'pip', 'install', '--quiet', SCHEMATHESIS]],
    ];
    for (const [command, args] of steps) {
      if ((await run(command, args)) !== 0) throw new Error(`cannot install ${SCHEMATHESIS}: Python 3.10+ is needed`);
    }
  };
  await withProgress(`installing ${SCHEMATHESIS}, once`, install);
  return program;
}

/** A little of everything, so that generated ids are not the only ones that answer. */
async function seed(api: ApiFixture): Promise<void> {
  const customer = await api.customer();
  await api.ok('POST', `/v1/customers/${customer.id}/contacts`, { body: { name: 'Jo', isPrimary: true } });
  await api.invoice(customer.id);
  await api.ok('POST', '/v1/suppressions', { body: { address: 'gone@example.com' } });
}

async function fuzz(program: string): Promise<number> {
  const servers = await startTestServers(['db']);
  Object.assign(process.env, servers.env);
  const api = new ApiFixture();
  try {
    await api.open();
    await seed(api);
    const code = await run(program, [
      ...['run', `${api.url}/openapi.json`, '--url', api.url, '--header', `Authorization: Bearer ${api.adminKey}`],
      ...['--checks', CHECKS, '--max-examples', EXAMPLES_PER_OPERATION, '--workers', '2', '--no-color'],
      ...['--exclude-operation-id', 'updateUser', '--exclude-operation-id', 'revokeApiKey'],
      ...process.argv.slice(2),
    ]);
    for (const line of api.logLines.filter((each) => each.includes('request failed')).slice(0, 20)) say(line);
    return code;
  } finally {
    await api.close();
    await servers.stop();
  }
}

const code = await fuzz(await installed());
say(code === 0 ? 'fuzz: no 500, every reply as described' : `fuzz: failed with code ${code}`);
process.exit(code);
