import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { openApiDocument } from '../../api/openapi.ts';
import { operations } from '../../contracts/operations.ts';

test('O2: docs/openapi.json is the document of this code (npm run openapi writes it)', () => {
  const committed: unknown = JSON.parse(readFileSync('docs/openapi.json', 'utf8'));
  expect(committed).toEqual(JSON.parse(JSON.stringify(openApiDocument())));
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
