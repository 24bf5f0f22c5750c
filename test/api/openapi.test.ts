import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { expect, test } from '@jest/globals';
import { openApiDocument } from '../../api/openapi.ts';
import { operations } from '../../contracts/operations.ts';

interface Document {
  paths: Record<string, unknown>;
  components: { schemas: Record<string, unknown> };
}

test('O2: docs/openapi.json is the document of this code (npm run openapi writes it)', () => {
  const committed = JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as Document;
  const fresh = JSON.parse(JSON.stringify(openApiDocument())) as Document;
  const partsOf = ({ paths, components }: Document) => Object.entries({ ...paths, ...components.schemas });
  const known = new Map(partsOf(committed));
  // Names alone: the whole document as a difference is thousands of lines.
  const outdated = partsOf(fresh).filter(([name, part]) => !isDeepStrictEqual(known.get(name), part));
  expect(outdated.map(([name]) => name)).toEqual([]);
  expect(isDeepStrictEqual(committed, fresh)).toBe(true);
});

test('O2: every operation is described, protected unless public, and says which problems it answers', () => {
  const { paths } = openApiDocument();
  for (const each of operations) {
    const described = paths?.[each.path]?.[each.method];
    expect(described?.operationId).toBe(each.id);
    expect(described?.responses?.[`${each.status}`]).toBeDefined();
    expect(described?.security !== undefined).toBe(each.permission === 'public');
    if (each.permission !== 'public') expect(described?.responses?.['401']).toBeDefined();
    const headers = JSON.stringify(described?.parameters ?? []);
    expect(headers.includes('Idempotency-Key')).toBe(each.isIdempotent === true);
  }
});
