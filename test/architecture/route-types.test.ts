import { beforeAll, describe, expect, it } from '@jest/globals';
import { compilerErrors } from '../support/rules/compile.ts';

/** Two operations, and whatever handlers a sample has for them. */
const sample = (handlers: string): string => `
import { z } from 'zod';
import { CsvDownload, HtmlPage } from '@/api/answers.ts';
import { routesOf } from '@/api/handle.ts';
import { operation } from '@/contracts/operation.ts';
import { idSchema } from '@/contracts/ids.ts';

const common = { tag: 'Steps', summary: 'A sample', permission: null } as const;
const params = z.strictObject({ stepId: idSchema('step') });
const response = z.strictObject({ label: z.string() });
const operations = [
  operation({ ...common, id: 'getStep', method: 'get', path: '/{stepId}', params, response, status: 200 }),
  operation({ ...common, id: 'removeStep', method: 'delete', path: '/{stepId}', params, response: null, status: 204 }),
] as const;
const text = operation({ ...common, id: 'page', method: 'get', path: '/', response: z.string(), status: 200 });
const file = operation({ ...common, id: 'csv', method: 'get', path: '/', response: null, csvResponse: 'x', status: 200 });
const csv = async function* () { yield ''; };
const getStep = async () => ({ label: 'First' });
const removeStep = async () => {};

${handlers}
`;
const routes = (handlers: string): string =>
  sample(`export const routes = routesOf(operations, ${handlers});`);

const SAMPLES: [name: string, text: string, compiles: boolean][] = [
  ['each operation with its handler', routes('{ getStep, removeStep }'), true],
  [
    'handlers in another order, typed by the schemas',
    routes('{ removeStep, getStep: async ({ params }) => ({ label: params.stepId }) }'),
    true,
  ],
  [
    'a page for bare text',
    sample("export const routes = routesOf([text], { page: async () => new HtmlPage('') });"),
    true,
  ],
  [
    'a file for CSV',
    sample("export const routes = routesOf([file], { csv: async () => new CsvDownload('', csv()) });"),
    true,
  ],
  ['a missing handler', routes('{ getStep }'), false],
  ['a handler of no operation', routes('{ getStep, removeStep, moveStep: removeStep }'), false],
  [
    'a handler of no operation, out of a variable',
    sample(`const handlers = { getStep, removeStep, moveStep: removeStep };
      export const routes = routesOf(operations, handlers);`),
    false,
  ],
  ['an id that is misspelt', routes('{ getSteps: getStep, removeStep }'), false],
  ['another reply', routes('{ getStep: async () => ({ label: 1 }), removeStep }'), false],
  ['a reply that lacks a member', routes('{ getStep: async () => ({}), removeStep }'), false],
  ['nothing in place of a reply', routes('{ getStep: removeStep, removeStep }'), false],
  ['a reply in place of nothing', routes('{ getStep, removeStep: getStep }'), false],
  ['a page in place of a reply', routes("{ getStep: async () => new HtmlPage(''), removeStep }"), false],
  [
    'a parameter that the operation does not have',
    routes('{ removeStep, getStep: async ({ params }) => ({ label: params.sequenceId }) }'),
    false,
  ],
];

describe('O2: the compiler', () => {
  let errors: number[][] = [];
  beforeAll(() => {
    errors = compilerErrors(SAMPLES.map(([, text]) => text));
  });

  it.each(SAMPLES.map(([name, , compiles], at) => [compiles ? 'takes' : 'refuses', name, at] as const))(
    '%s %s',
    (verdict, _name, at) => {
      expect(errors[at]).toHaveLength(verdict === 'takes' ? 0 : 1);
    },
  );
});
