import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../../support/rules/source-tree.ts';
import { ApiFixture } from '../../support/servers/api-fixture.ts';

const api = new ApiFixture();
const home = mkdtempSync(join(tmpdir(), 'followthrough-config-'));
const folder = join(home, 'folder');
beforeAll(async () => {
  await api.open();
  await api.ok('POST', '/v1/programs', { body: { name: 'Dunning' } });
  await api.ok('POST', '/v1/lists', { body: { name: 'Autumn', description: 'Two\nlines' } });
});
afterAll(async () => {
  rmSync(home, { recursive: true, force: true });
  await api.close();
});

/** Runs the command line as a person does; the exit code and what it says. */
const run = (...args: string[]): Promise<{ code: unknown; said: string }> =>
  new Promise((resolve) => {
    const env = { PATH: process.env['PATH'], FOLLOWTHROUGH_URL: api.url, FOLLOWTHROUGH_KEY: api.adminKey };
    const all = ['--import', 'tsx', 'tools/config.ts', ...args];
    execFile(process.execPath, all, { cwd: ROOT, env }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, said: stdout + stderr }),
    );
  });

test('O11: by command line: export, plan, edit, plan, apply; what is printed is what is done', async () => {
  expect(await run('export', folder)).toMatchObject({ code: 0, said: expect.stringMatching(/^3 files in /) });
  expect(readdirSync(folder).sort()).toEqual(['lists.yaml', 'organisation.yaml', 'programs']);
  expect(await run('plan', folder, '--prune', '--exit-code')).toEqual({
    code: 0,
    said: 'No differences, 3 unchanged.\n',
  });
  const path = join(folder, 'programs/dunning.yaml');
  writeFileSync(path, readFileSync(path, 'utf8').replace('everyWeeks: 1', 'everyWeeks: 2'));
  const differs = await run('plan', folder, '--exit-code');
  expect(differs.code).toBe(2);
  expect(differs.said).toContain('~ update program "Dunning"  (programs/dunning.yaml)\n');
  expect(differs.said).toContain('    everyWeeks: 1 -> 2\n');
  expect(differs.said).toContain('1 to be made, 2 unchanged.');
  expect((await run('apply', folder)).said).toContain('1 made, 2 unchanged.');
  expect((await run('plan', folder)).said).toBe('No differences, 3 unchanged.\n');
});

test('O11: by command line: a bad folder is said by file, line and column, and a surplus file is not written over', async () => {
  const bad = join(folder, 'more.yml');
  writeFileSync(bad, 'program:\n  name: Other\n  sendTime: noon\n');
  const refused = await run('apply', folder);
  expect(refused).toEqual({
    code: 1,
    said: 'more.yml:3:13 program.sendTime: must be a time from 00:00 to 23:59, like 09:00\nThe folder cannot be applied; nothing is changed.\n',
  });
  expect((await run('export', folder)).said).toContain('more.yml');
  expect(existsSync(bad)).toBe(true);
  expect((await run('export', folder, '--replace')).said).toContain('removed more.yml');
  expect(existsSync(bad)).toBe(false);
  expect((await run()).code).toBe(1);
});
