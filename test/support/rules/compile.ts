import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './source-tree.ts';

/**
 * What the compiler says about each of some texts: the numbers of its errors, none where it compiles. A text imports files of
 * this repository as `@/path.ts`.
 *
 * @throws when the compiler cannot begin: that would say nothing about the texts.
 */
export function compilerErrors(texts: readonly string[]): number[][] {
  const folder = mkdtempSync(join(tmpdir(), 'followthrough-types-'));
  try {
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
    const paths = { '@/*': [`${ROOT}/*`] };
    const compilerOptions = { noEmit: true, rootDir: '/', rewriteRelativeImportExtensions: false, paths };
    const project = { extends: join(ROOT, 'tsconfig.json'), compilerOptions, include: ['*.ts'] };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(project));
    texts.forEach((text, at) => writeFileSync(join(folder, `${at}.ts`), text));
    const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    const args = [tsc, '--project', folder, '--pretty', 'false'];
    const env = { PATH: process.env['PATH'] };
    const { stdout } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', env });
    return byText(stdout, texts.length);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Complaints about files of this repository are left to `npm run typecheck`. */
function byText(output: string, count: number): number[][] {
  const errors = Array.from({ length: count }, (): number[] => []);
  for (const [line, file, code] of output.matchAll(/^(?:(\S+?)\.ts\(\S+: )?error TS(\d+).*$/gm)) {
    if (file === undefined) throw new Error(line);
    errors[Number(file)]?.push(Number(code));
  }
  return errors;
}
