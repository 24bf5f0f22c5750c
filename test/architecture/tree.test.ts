import { describe, expect, it } from '@jest/globals';
import { cyclesAmong, violationOf } from '../support/rules/import-rules.ts';
import { allImports, importsIn, readSource, sourceFiles, type Import } from '../support/rules/source-tree.ts';

const imports = allImports();

const sample = (from: string, text: string): (string | null)[] => importsIn(from, text).map(violationOf);

describe('the import table', () => {
  it('holds for every file', () => {
    expect(imports.map(violationOf).filter((complaint) => complaint !== null)).toEqual([]);
  });

  it('holds imports of every file that has some', () => {
    expect(imports.length).toBeGreaterThan(100);
  });

  it('rejects what it should reject', () => {
    const bad: [string, string][] = [
      ['domain/a.ts', "import { x } from '../infra/db/x.ts';"],
      ['domain/a.ts', "import { moneySchema } from '../contracts/money.ts';"],
      ['workflows/a.ts', "import { execute } from '../activities/execute.ts';"],
      ['commands/a.ts', "import { save } from '../infra/db/save.ts';"],
      ['commands/a.ts', "import { a } from '../api/app.ts';"],
      ['api/a.ts', "import { PrismaClient } from '../infra/db/generated/client.ts';"],
      ['activities/a.ts', "import { type Foo, foo } from '../workflows/enrollment.ts';"],
      ['worker/create.ts', "export { run } from './main.ts';"],
      ['test/unit/a.ts', "import { b } from '../../worker/main-parts.ts';"],
    ];
    for (const [from, text] of bad) expect([text, sample(from, text)]).toEqual([text, [expect.any(String)]]);
  });

  it('allows what it should allow', () => {
    const good: [string, string][] = [
      ['domain/a.ts', "import type { Money } from '../contracts/money.ts';"],
      ['domain/a.ts', "import { STATUSES } from '../contracts/sending/kinds.ts';"],
      ['commands/a.ts', "import { type Tx } from '../infra/db/client.ts';"],
      [
        'infra/temporal/a.ts',
        "import { intentChanged } from '../../workflows/enrollments/enrollment.messages.ts';",
      ],
    ];
    for (const [from, text] of good) expect([text, sample(from, text)]).toEqual([text, [null]]);
  });
});

describe('cycles', () => {
  it('do not exist among values', () => {
    expect(cyclesAmong(imports)).toEqual([]);
  });

  it('are found where they exist', () => {
    const edge = (from: string, to: string): Import => ({ from, to, isTypeOnly: false });
    expect(cyclesAmong([edge('a.ts', 'b.ts'), edge('b.ts', 'c.ts'), edge('c.ts', 'b.ts')])).toEqual([
      'b.ts -> c.ts -> b.ts',
    ]);
  });
});

describe('files', () => {
  it('have at most 300 lines', () => {
    const long = sourceFiles().filter((path) => readSource(path).split('\n').length > 301);
    expect(long).toEqual([]);
  });
});
