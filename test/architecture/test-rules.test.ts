import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { withoutComments } from '../support/rules/source-rules.ts';
import { readSource, ROOT, sourceFiles } from '../support/rules/source-tree.ts';
import { COUNTS, testComplaints } from '../support/rules/test-rules.ts';

/** The samples below would be complaints themselves. */
const SAMPLES = 'test/architecture/test-rules.test.ts';

describe('the rules of tests', () => {
  it('hold for every test and tool', () => {
    const files = sourceFiles(['test', 'tools']).filter((path) => path !== SAMPLES);
    expect(files.length).toBeGreaterThan(200);
    expect(files.flatMap((path) => testComplaints(path, withoutComments(readSource(path))))).toEqual([]);
    expect(existsSync(join(ROOT, COUNTS))).toBe(true);
  });

  it.each([
    'const rows = await db.note.findMany();',
    'const [row] = await db.note.findMany({ where: { customerId } });',
    'await api.database.db.note\n  .findMany({\n    where: { id: { in: ids.map((id) => id) } },\n  });',
    'await db.$queryRaw<{ id: string }[]>`SELECT id FROM note WHERE customer_id = ${id}`;',
    'await db.$queryRawUnsafe(`SELECT id FROM ${table}`);',
    'fc.assert(fc.property(fc.nat(), check));',
    'fc.assert(fc.property(fc.nat(), check), { numRuns: 100 });',
    'fc.assert(fc.property(fc.nat(), check), { ...runs({ test: 10, proof: 100 }), seed: 1 });',
    'for (const course of fc.sample(courses, { seed: 1, numRuns: 5 })) play(course);',
  ])('%j is rejected', (text) => {
    expect(testComplaints('test/unit/a.test.ts', text)).toHaveLength(1);
  });

  it.each([
    "const rows = await db.note.findMany({ where: { customerId }, orderBy: { id: 'asc' } });",
    'const { count } = (await db.$queryRaw<Row[]>`SELECT count(*)::int AS count FROM note`)[0]!;',
    'await tx.$queryRaw`SELECT id FROM review_batch WHERE id = ${id} FOR NO KEY UPDATE`;',
    'await db.$queryRaw`SELECT 1`;',
    'fc.assert(fc.property(fc.nat(), check), runs({ test: 10, proof: 100 }));',
  ])('%j is allowed', (text) => {
    expect(testComplaints('test/unit/a.test.ts', text)).toEqual([]);
  });

  it('are not for the product', () => {
    expect(testComplaints('infra/db/a.ts', 'db.note.findMany();')).toEqual([]);
  });
});
