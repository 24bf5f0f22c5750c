import { afterAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { compilePrograms } from '../../tools/build/compile.ts';
import { fileOf, PROGRAMS, programOf } from '../../tools/build/program.ts';
import { readWorkflows } from '../../worker/bundle.ts';
import { ROOT } from '../support/rules/source-tree.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'followthrough-build-')));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('compiled programs', () => {
  it('are those of files that exist, each in a file of its own', () => {
    expect(PROGRAMS.filter((entry) => !existsSync(join(ROOT, entry)))).toEqual([]);
    expect(PROGRAMS.map(fileOf)).toEqual(['api.mjs', 'worker.mjs', 'migrate.mjs']);
  });

  it('keep the names of classes and functions, find packages from any folder, and know where their files stood', async () => {
    const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
    write('one.ts', 'export class Refused extends Error {}\nexport function sendStep() {}\n');
    write('two.ts', 'export class Refused extends Error {}\nexport function sendStep() {}\n');
    write(
      'three.ts',
      `import { DateTime } from 'luxon';
       import * as one from './one.ts';
       import * as two from './two.ts';
       const names = [one, two].flatMap((each) => [new each.Refused().constructor.name, each.sendStep.name]);
       console.log(JSON.stringify({ names, where: import.meta.url, hour: DateTime.utc(2026, 3, 2, 9).hour }));`,
    );
    const compiled = join(folder, 'compiled', 'deeper');
    await compilePrograms(compiled, [join(folder, 'three.ts')]);
    const said = execFileSync(process.execPath, [join(compiled, 'three.mjs')], { cwd: tmpdir() });
    expect(JSON.parse(said.toString())).toEqual({
      names: ['Refused', 'sendStep', 'Refused', 'sendStep'],
      where: pathToFileURL(join(folder, 'three.ts')).href,
      hour: 9,
    });
  });

  it('are run with the workflows bundled beside them, and from the sources where there is no such file', () => {
    writeFileSync(join(folder, 'worker.mjs'), '');
    expect(programOf(['worker/main.ts', 'x'], folder)).toEqual({
      args: [join(folder, 'worker.mjs'), 'x'],
      env: { WORKFLOW_BUNDLES: folder },
    });
    const fromSources = { args: ['--import', 'tsx', 'api/main.ts'], env: {} };
    expect(programOf(['api/main.ts'], folder)).toEqual(fromSources);
    expect(programOf(['api/main.ts'], '')).toEqual(fromSources);
  });

  it('take the bundle that fits how the workers are versioned, and name the setting when it is not there', async () => {
    writeFileSync(join(folder, 'workflows.js'), 'plain');
    expect(await readWorkflows(folder)).toEqual({ code: 'plain' });
    await expect(readWorkflows(folder, { isVersioned: true })).rejects.toThrow(
      /^WORKFLOW_BUNDLES: .*workflows-versioned\.js/,
    );
  });
});
