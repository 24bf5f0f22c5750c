import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { startChild } from '../stack/processes.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** Where the API looks for it (api/console.ts). */
const BUILT = join(ROOT, 'console', 'dist');
/** What the build is made of; packages change with the lock file only. */
const SOURCES = ['console', 'docs/openapi.json', 'package-lock.json'];
const NOT_SOURCES = /^(?:dist(?:-\d+)?|node_modules)$/;
const SMALLER_WHEN_COMPRESSED = new Set(['.js', '.css', '.svg']);
const LINES_KEPT = 40;

/** Builds the console (console/) unless what stands there was built from the same sources; false: it was. */
export async function buildConsole({ onlyIfChanged = false } = {}): Promise<boolean> {
  const stamp = join(BUILT, '.sources');
  const sources = hashOfSources();
  if (onlyIfChanged && existsSync(stamp) && readFileSync(stamp, 'utf8') === sources) return false;
  // Made beside, then exchanged: whoever serves or builds at the same time never sees half of it.
  const made = `${BUILT}-${process.pid}`;
  try {
    await runVite(made);
    await compress(join(made, 'assets'));
    writeFileSync(join(made, '.sources'), sources);
    await rm(BUILT, { recursive: true, force: true });
    await rename(made, BUILT);
  } finally {
    await rm(made, { recursive: true, force: true });
  }
  return true;
}

function hashOfSources(): string {
  const hash = createHash('sha256');
  const filesOf = (path: string): string[] =>
    extname(path) === ''
      ? readdirSync(join(ROOT, path), { withFileTypes: true })
          .filter(({ name }) => !NOT_SOURCES.test(name))
          .sort((one, other) => (one.name < other.name ? -1 : 1))
          .flatMap((entry) =>
            entry.isDirectory() ? filesOf(`${path}/${entry.name}`) : [`${path}/${entry.name}`],
          )
      : [path];
  for (const file of SOURCES.flatMap(filesOf)) hash.update(file).update(readFileSync(join(ROOT, file)));
  return hash.digest('hex');
}

/** A process of its own: the bundler takes memory that nobody gives back. */
async function runVite(folder: string): Promise<void> {
  const lines: string[] = [];
  const { NODE_ENV: _ofTheCaller, ...env } = process.env;
  const child = startChild({
    name: 'vite',
    command: process.execPath,
    args: [
      join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js'),
      'build',
      join(ROOT, 'console'),
      '--outDir',
      folder,
    ],
    env,
    onLine: (line) => void lines.push(line),
  });
  const code = await child.ended;
  if (code !== 0)
    throw new Error(`the console was not built (${code}):\n${lines.slice(-LINES_KEPT).join('\n')}`);
}

/** Beside each file its brotli and gzip form: browsers ask for brotli over https only. */
async function compress(folder: string): Promise<void> {
  const brotli = promisify(brotliCompress);
  const zip = promisify(gzip);
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  for (const name of readdirSync(folder).filter((each) => SMALLER_WHEN_COMPRESSED.has(extname(each)))) {
    const file = join(folder, name);
    const bytes = await readFile(file);
    await writeFile(`${file}.br`, await brotli(bytes, { params }));
    await writeFile(`${file}.gz`, await zip(bytes, { level: constants.Z_BEST_COMPRESSION }));
  }
}
