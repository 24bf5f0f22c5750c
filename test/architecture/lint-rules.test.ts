import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { complaintsAbout } from '../support/rules/source-rules.ts';
import { readSource, ROOT, sourceFiles } from '../support/rules/source-tree.ts';

/** File, text, and the rule that must reject it; null where it must pass. */
const SAMPLES: [path: string, text: string, rule: string | null][] = [
  [
    'domain/a.ts',
    "import { db } from '../infra/db/client.ts';\nexport const a = db;",
    'no-restricted-imports',
  ],
  ['domain/b.ts', "import { s } from '../contracts/money.ts';\nexport const a = s;", 'no-restricted-imports'],
  ['domain/c.ts', 'export const a = (): number => Date.now();', 'no-restricted-properties'],
  ['domain/d.ts', 'export const a = (): number => Math.random();', 'no-restricted-properties'],
  ['domain/e.ts', "import type { S } from '../contracts/money.ts';\nexport type A = S;", null],
  ['domain/f.ts', "import { K } from '../contracts/sending/kinds.ts';\nexport const a = K;", null],
  [
    'domain/g.ts',
    "import { readFile } from 'node:fs/promises';\nexport const a = readFile;",
    'no-restricted-imports',
  ],
  [
    'workflows/a.ts',
    "import { DateTime } from 'luxon';\nexport const a = DateTime;",
    'no-restricted-imports',
  ],
  ['workflows/b.ts', "import { z } from 'zod';\nexport const a = z;", 'no-restricted-imports'],
  ['workflows/c.ts', 'export const a = (): number => Date.now();', 'no-restricted-properties'],
  ['workflows/d.ts', "import { a } from '../activities/a.ts';\nexport const b = a;", 'no-restricted-imports'],
  ['workflows/e.ts', "import { Q } from '../contracts/task-queues.ts';\nexport const a = Q;", null],
  ['commands/a.ts', 'export const a = (): number => Date.now();', 'no-restricted-properties'],
  [
    'commands/b.ts',
    "import { save } from '../infra/db/save.ts';\nexport const a = save;",
    'no-restricted-imports',
  ],
  ['commands/c.ts', "import type { Tx } from '../infra/db/client.ts';\nexport type A = Tx;", null],
  ['activities/a.ts', 'export const a = (): number => Date.now();', 'no-restricted-properties'],
  [
    'activities/b.ts',
    "import { PrismaClient } from '@prisma/client';\nexport const a = PrismaClient;",
    'no-restricted-imports',
  ],
  [
    'api/a.ts',
    "import { P } from '../infra/db/generated/client.ts';\nexport const a = P;",
    'no-restricted-imports',
  ],
  ['api/b.ts', "import { a } from '../activities/a.ts';\nexport const b = a;", 'no-restricted-imports'],
  ['contracts/a.ts', "import { d } from '../domain/d.ts';\nexport const a = d;", 'no-restricted-imports'],
  ['infra/a.ts', "import { c } from '../commands/c.ts';\nexport const a = c;", 'no-restricted-imports'],
  ['worker/a.ts', "import './main.ts';", 'no-restricted-imports'],
  ['infra/b.ts', 'export const a = (x: any): unknown => x;', 'no-explicit-any'],
  [
    'infra/c.ts',
    'const f = async (): Promise<void> => {};\nexport const a = (): void => {\n  f();\n};',
    'no-floating-promises',
  ],
];

interface OxlintReport {
  diagnostics: { code: string; filename: string }[];
}

describe('the linter', () => {
  let folder = '';
  let diagnostics: OxlintReport['diagnostics'] = [];
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'followthrough-lint-'));
    for (const name of ['.oxlintrc.json', 'tsconfig.json', 'package.json']) {
      copyFileSync(join(ROOT, name), join(folder, name));
    }
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    for (const [path, text] of SAMPLES) {
      mkdirSync(join(folder, dirname(path)), { recursive: true });
      writeFileSync(join(folder, path), `${text}\n`);
    }
    const oxlint = join(ROOT, 'node_modules', 'oxlint', 'bin', 'oxlint');
    const args = [oxlint, '--type-aware', '--format', 'json'];
    const result = spawnSync(process.execPath, args, {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] },
    });
    ({ diagnostics } = JSON.parse(result.stdout) as OxlintReport);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(SAMPLES)('%s: %j gives %s', (path, _text, rule) => {
    const codes = diagnostics.filter(({ filename }) => filename === path).map(({ code }) => code);
    expect(codes).toEqual(rule === null ? [] : [expect.stringContaining(rule)]);
  });
});

describe('the rules on text', () => {
  const files = [...sourceFiles(), 'prisma/schema.prisma'];

  it('hold for every file', () => {
    expect(files.flatMap((path) => complaintsAbout(path, readSource(path)))).toEqual([]);
  });

  it.each([
    ['infra/db/a.ts', "sql`SELECT due_at AT TIME ZONE 'UTC' FROM step`"],
    ['infra/db/a.ts', "sql`SELECT timezone('UTC', due_at)`"],
    ['prisma/schema.prisma', 'createdAt DateTime @default(now())'],
    ['commands/a.ts', 'const now = new Date();'],
    ['workflows/a.ts', "new Intl.DateTimeFormat('en').format()"],
    ['api/a.ts', 'const port = process.env.PORT;'],
    ['commands/a.ts', 'await tx.change.createMany({ data });'],
    [
      'infra/db/a.ts',
      "sql`INSERT INTO change (entity, entity_id, kind, at) SELECT ${of.entity}, id, 'paid', ${now}`",
    ],
    [
      'infra/db/a.ts',
      "sql`INSERT INTO change (entity, entity_id, kind, at, actor_id, customer_id, origin, origin_id, depth, data)\n SELECT 'invoice', id`",
    ],
  ])('%s: %s is rejected', (path, text) => {
    expect(complaintsAbout(path, text)).toHaveLength(1);
  });

  it('leave comments alone', () => {
    expect(complaintsAbout('infra/db/a.ts', '// AT TIME ZONE is banned here')).toEqual([]);
  });
});
