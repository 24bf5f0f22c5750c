import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ApiFixture, type Json } from '../../support/servers/api-fixture.ts';
import { file, folders } from '../../support/worlds/configuration-world.ts';

const api = new ApiFixture();
const { plan, apply } = folders(api);
beforeAll(() => api.open());
afterAll(() => api.close());

const folder = (change: (text: string) => string = (text) => text) => [
  file(
    `
template:
  name: Ours
  level: account
  subject: Overdue
  bodyHtml: Please pay
`,
    'z-template.yaml',
  ),
  file(
    change(`
program:
  name: Dunning
  touchpoints:
    - {label: Soft, offsetDays: 3, template: ours}
    - {label: Hard, offsetDays: 10, template: final-notice}
`),
    'a-program.yaml',
  ),
];
const program = async (name: string): Promise<Json> => {
  const { items } = await api.ok('GET', '/v1/programs?includeArchived=true');
  return api.ok('GET', `/v1/programs/${items.find((each: Json) => each.name === name).id}`);
};
const done = async (files: object[], more: object = {}): Promise<Json> => {
  const answer = await apply(files, more);
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  return answer.body;
};

test('O11: a program names a template of the same folder, whatever the files are called, and has only its touchpoints', async () => {
  await done(folder());
  expect((await program('Dunning')).touchpoints.map(({ label }: Json) => label)).toEqual(['Soft', 'Hard']);
  expect((await plan(folder())).body.changes).toEqual([]);
});

test('O11, P10: touchpoints may swap their offsets; the program is planned anew once, after the commit', async () => {
  const was = await program('Dunning');
  api.lifecycle.started.length = 0;
  const swapped = folder((text) =>
    text
      .replace('Soft, offsetDays: 3', 'Soft, offsetDays: 10')
      .replace('Hard, offsetDays: 10', 'Hard, offsetDays: 3'),
  );
  const { changes } = await done(swapped);
  expect(changes).toMatchObject([{ notes: ['it is planned anew; what waits for review stays as it is'] }]);
  const is = await program('Dunning');
  expect(is.touchpoints.map(({ id }: Json) => id)).toEqual(
    was.touchpoints.map(({ id }: Json) => id).reverse(),
  );
  expect([is.version, is.planVersion]).toEqual([was.version + 1, was.planVersion + 1]);
  expect(api.lifecycle.started.filter((what) => what.includes(is.id))).toHaveLength(1);
  expect(await api.auditActions(is.touchpoints[0].id)).toEqual(['touchpoint.add', 'touchpoint.edit']);
});

test('O11, P11: a touchpoint that the folder lacks stays; pruned, it is archived', async () => {
  const taken = folder((text) => text.replace(/.*Hard.*\n/, ''));
  expect((await plan(taken)).body.errors).toMatchObject([
    {
      path: 'program.touchpoints[0].offsetDays',
      line: 5,
      message: 'is taken by another touchpoint of the same level',
    },
  ]);
  const less = folder((text) => text.replace(/.*Hard.*\n/, '').replace('offsetDays: 3', 'offsetDays: 10'));
  expect((await plan(less)).body).toMatchObject({
    kept: expect.arrayContaining([{ kind: 'touchpoint', name: 'Hard', of: 'Dunning' }]),
  });
  await done(less);
  expect((await program('Dunning')).touchpoints).toHaveLength(2);
  await done(less, { prune: true });
  const { id, touchpoints } = await program('Dunning');
  expect(touchpoints).toHaveLength(1);
  const { items } = await api.ok('GET', `/v1/programs/${id}/touchpoints?includeArchived=true`);
  expect(items.filter(({ archivedAt }: Json) => archivedAt !== null)).toMatchObject([{ label: 'Hard' }]);
});

test('O11, P1: the last active program stays, unless another one comes active in the same folder', async () => {
  const paused = folder((text) => text.replace('name: Dunning', 'name: Dunning\n  status: paused'));
  const refused = await apply(paused);
  expect(refused.body.errors).toMatchObject([
    { file: 'a-program.yaml', message: expect.stringContaining('The last active program cannot be paused') },
  ]);
  expect((await program('Dunning')).status).toBe('active');
  await done([...paused, file('program: {name: Successor}', 'zz.yaml')]);
  expect((await program('Dunning')).status).toBe('paused');
  expect((await plan(paused)).body.changes).toEqual([]);
  await done([file('program: {name: Dunning, status: active}')]);
  await done([file('program: {name: Successor, status: archived}')]);
  expect((await apply([file('program: {name: Successor, status: active}')])).body.errors).toMatchObject([
    { message: 'The program is archived.' },
  ]);
});

test('O11: what is pruned is archived after what used it: programs before their templates', async () => {
  await done(
    [
      file('program: {name: Only}'),
      file('template: {name: Other, level: account, subject: x, bodyHtml: y}', 'b.yaml'),
    ],
    {
      prune: true,
    },
  );
  const { items } = await api.ok('GET', '/v1/programs');
  expect(items.map(({ name }: Json) => name)).toEqual(['Only']);
  const templates = await api.ok('GET', '/v1/templates?includeArchived=true&search=ours');
  expect(templates.items).toMatchObject([{ name: 'Ours', archivedAt: expect.any(String) }]);
  expect((await apply([file('template: {name: Ours, subject: z}')])).body.errors).toMatchObject([
    { message: 'is archived, and nothing brings it back: take it out, or give it another name' },
  ]);
});
