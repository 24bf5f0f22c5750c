import { expect, test } from '@jest/globals';
import { REPAIRS } from '../../commands/upkeep/reconcile.ts';
import { sourceFiles } from '../support/rules/source-tree.ts';

const files = sourceFiles(['commands']).filter((path) => path.endsWith('/repairs.ts'));

test('O9: the reconciler runs every repair of every wing, each once', async () => {
  const modules = await Promise.all(
    files.map(async (path) => (await import(`../../${path}`)) as Record<string, unknown>),
  );
  const repairs = new Set(modules.flatMap((module) => Object.values(module)));
  expect(repairs.size).toBeGreaterThan(10);
  expect(new Set<unknown>(REPAIRS)).toEqual(repairs);
  expect(REPAIRS).toHaveLength(repairs.size);
});
