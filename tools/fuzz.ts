import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { installSchemathesis, run } from './fuzzing/schemathesis.ts';
import { startThrowawayApi, type ThrowawayApi } from './fuzzing/throwaway-api.ts';
import { say } from './stack/progress.ts';

// Drives every operation of /openapi.json with generated requests, valid and not, against the real application on a
// database of its own: no answer may be a 500, none may break its schema. Arguments are handed to Schemathesis.

const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_schema_conformance',
  'negative_data_rejection',
  'ignored_auth',
  'unsupported_method',
];
const EXAMPLES_PER_OPERATION = 25;
/** They could take the rights or the key of the fuzzer itself, or have no end. */
const EXCLUDED = ['updateUser', 'revokeApiKey', 'streamChanges'];

const home = resolve(process.env['FOLLOWTHROUGH_HOME'] || '.followthrough');
mkdirSync(home, { recursive: true });

/** A little of everything, so that generated ids are not the only ones that answer. */
async function seed({ url, key }: ThrowawayApi): Promise<void> {
  const post = async (path: string, body: object): Promise<{ id: string }> => {
    const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' };
    const response = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });
    return (await response.json()) as { id: string };
  };
  const { id } = await post('/v1/customers', { name: 'Northwind', currency: 'EUR' });
  await post(`/v1/customers/${id}/contacts`, { name: 'Jo', isPrimary: true });
  const days = { issuedOn: '2026-01-01', dueOn: '2026-01-31' };
  await post(`/v1/customers/${id}/invoices`, { number: 'INV-1', amount: '100.00', ...days });
  await post('/v1/suppressions', { address: 'gone@example.com' });
}

async function fuzz(program: string): Promise<number> {
  const api = await startThrowawayApi();
  try {
    await seed(api);
    const target = ['run', `${api.url}/openapi.json`, '--url', api.url];
    const access = ['--header', `Authorization: Bearer ${api.key}`];
    const amount = ['--max-examples', `${EXAMPLES_PER_OPERATION}`, '--workers', '2', '--no-color'];
    const left = EXCLUDED.flatMap((id) => ['--exclude-operation-id', id]);
    const given = process.argv.slice(2);
    const args = [...target, ...access, '--checks', CHECKS.join(','), ...amount, ...left, ...given];
    const code = await run(program, args, home);
    for (const line of api.failures.slice(0, 20)) say(line);
    return code;
  } finally {
    await api.stop();
  }
}

const code = await fuzz(await installSchemathesis(home));
say(code === 0 ? 'fuzz: no 500, every reply as described' : `fuzz: failed with code ${code}`);
process.exit(code);
