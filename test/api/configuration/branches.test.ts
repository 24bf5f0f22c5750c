import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ApiFixture, type Json } from '../../support/servers/api-fixture.ts';
import { file, folders } from '../../support/worlds/configuration-world.ts';

const api = new ApiFixture();
const { plan, apply, ...ask } = folders(api);
let count = 0;
beforeAll(() => api.open());
afterAll(() => api.close());

/** A call by its label; `after` is put behind it, indented. */
const call = (label: string, after = ''): string => `    - label: ${label}
      type: call
      timing: {kind: delay, amount: 1, unit: days}
      outcomeLabels: [yes, later]${after && `\n      ${after}`}`;
const folder = (name: string, branches: string, steps: string[]) =>
  file(`sequence:\n  name: ${name}\n  zone: UTC\n  branches: ${branches}\n  steps:\n${steps.join('\n')}\n`);
const nameOne = (): string => `Branching ${(count += 1)}`;
const to = (target: string): string => `conditions: [{outcome: "yes", target: {${target}}}]`;
const shown = async (name: string): Promise<Json> => {
  const { items } = await api.ok('GET', '/v1/sequences');
  return api.ok('GET', `/v1/sequences/${items.find((each: Json) => each.name === name).id}`);
};
const problems = ({ body }: Json): string[] =>
  (body.errors ?? []).map(({ path, message }: Json) => `${path} ${message}`);
const done = async (files: object[], more: object = {}): Promise<Json> => {
  const applied = await apply(files, more);
  expect(problems(applied)).toEqual([]);
  return applied.body;
};

const STEPS = [
  call('A', to('kind: step, step: B, branch: warm')),
  call('B', 'fallback: {amount: 2, unit: days, target: {kind: branch, branch: warm}}'),
  call('B', 'branch: warm'),
  call('C', 'branch: warm'),
];

test('O11, S15: a folder names branches and targets, and says of several steps of a label which is meant', async () => {
  const name = nameOne();
  await done([folder(name, '[main, warm, cold]', STEPS)]);
  const { branches, steps } = await shown(name);
  const [main, warm] = branches;
  expect(branches.map((each: Json) => each.name)).toEqual(['main', 'warm', 'cold']);
  expect(steps.map((step: Json) => [step.label, step.branchId, step.position])).toEqual([
    ['A', main.id, 1],
    ['B', main.id, 2],
    ['B', warm.id, 1],
    ['C', warm.id, 2],
  ]);
  expect(steps[0].conditions).toEqual([{ outcome: 'yes', target: { kind: 'step', stepId: steps[2].id } }]);
  expect(steps[1].fallback.target).toEqual({ kind: 'branch', branchId: warm.id });
  expect((await plan([folder(name, '[main, warm, cold]', STEPS)])).body.changes).toEqual([]);
  const text = (await ask.export()).find(({ text: each }) => each.includes(name)).text;
  expect(text).toContain('step: B\n            branch: warm');
});

test('O11: steps keep themselves when branches change places, the first its name, and a target its label', async () => {
  const name = nameOne();
  await done([folder(name, '[main, warm, cold]', [...STEPS, call('D', 'branch: cold')])]);
  const before = await shown(name);
  const renamed = [
    call('A', to('kind: step, step: Bee')),
    call('B', 'fallback: {amount: 2, unit: days, target: {kind: branch, branch: warm}}'),
    call('D', 'branch: cold'),
    call('Bee', 'branch: warm'),
    call('C', 'branch: warm'),
  ];
  const changed = folder(name, '[start, cold, warm]', renamed);
  const { body } = await plan([changed]);
  expect(body.changes[0].differences.map(({ field }: Json) => field)).toEqual(
    expect.arrayContaining(['branches', 'steps["A"].conditions']),
  );
  await done([changed]);
  const after = await shown(name);
  expect(after.branches.map((each: Json) => [each.id, each.name])).toEqual([
    [before.branches[0].id, 'start'],
    [before.branches[2].id, 'cold'],
    [before.branches[1].id, 'warm'],
  ]);
  const idsOf = ({ steps }: Json): string[] => steps.map(({ id }: Json) => id).sort();
  expect(idsOf(after)).toEqual(idsOf(before));
  expect(after.steps[0].conditions).toEqual(before.steps[0].conditions);
  expect((await plan([changed])).body.changes).toEqual([]);
});

test('O11: branches may be named in another case than they are written in; what is applied is there', async () => {
  const name = nameOne();
  const steps = [
    call('A', to('kind: branch, branch: WARM')),
    call('B', 'fallback: {amount: 2, unit: days, target: {kind: step, step: c, branch: Warm}}'),
    call('C', 'branch: wArm'),
  ];
  await done([folder(name, '[main, warm]', steps)]);
  expect((await plan([folder(name, '[main, warm]', steps)])).body.changes).toEqual([]);
});

test('O11: what is not named stays, and a branch with steps goes only where what is not named is to go', async () => {
  const name = nameOne();
  await done([folder(name, '[main, warm]', STEPS)]);
  const less = [call('A', to('kind: end')), call('B', 'fallback: null')];
  const without = folder(name, '[main]', less);
  expect(problems(await apply([without]))).toEqual([
    'sequence.branches must name "warm" too, which has steps, unless what is not named is to go',
  ]);
  const partial = file(
    `sequence:\n  name: ${name}\n  zone: UTC\n  steps:\n${call('C', 'branch: warm\n      priority: high')}\n`,
  );
  await done([partial]);
  const kept = await shown(name);
  expect(kept.steps.map(({ label, priority }: Json) => `${label} ${priority}`)).toEqual([
    'A normal',
    'B normal',
    'B normal',
    'C high',
  ]);
  expect(kept.steps[0].conditions).toHaveLength(1);
  await done([without], { prune: true });
  const after = await shown(name);
  expect([after.branches.length, after.steps.length]).toEqual([1, 2]);
});

test('O11: what a folder names and is not there is said at its place, and nothing is written', async () => {
  const name = nameOne();
  const wrong = [
    call('A', to('kind: step, step: Nobody')),
    call('B', to('kind: branch, branch: nowhere')),
    call('B', to('kind: step, step: B')),
    call('C', 'branch: elsewhere'),
    call('D', 'branch: warm'),
    call('E'),
  ];
  const refused = await apply([folder(name, '[main, warm]', wrong)]);
  expect(refused.status).toBe(422);
  expect(problems(refused).sort()).toEqual([
    'sequence.steps[0].conditions[0].target.step there is no step "Nobody" here',
    'sequence.steps[1].conditions[0].target.branch there is no branch "nowhere"',
    'sequence.steps[2].conditions[0].target.step several steps are called "B" here: say the branch, or which one with `nth`',
    'sequence.steps[3].branch is no branch of this sequence: name it in `branches`',
    'sequence.steps[5].branch stands behind steps of a later branch: steps stand branch by branch',
  ]);
  const { items } = await api.ok('GET', '/v1/sequences');
  expect(items.map((each: Json) => each.name)).not.toContain(name);
  const twice = await plan([folder(nameOne(), '[main, warm, Warm]', [call('A')])]);
  expect(problems(twice)).toEqual(['sequence.branches must not name a branch twice']);
  const cycle = [call('A', to('kind: step, step: B')), call('B', to('kind: step, step: A'))];
  const round = folder(nameOne(), '[main]', cycle).text.replace(
    '  zone: UTC',
    '  zone: UTC\n  status: active',
  );
  expect(problems(await apply([file(round)]))).toEqual(
    expect.arrayContaining([expect.stringContaining('comes round again')]),
  );
});

describe('O11, S6: a folder that describes a step in another branch moves it', () => {
  const LINES = ['[main, warm, cold]', '[main, warm, cold]'] as const;
  const idsOf = ({ steps }: Json): Record<string, string> =>
    Object.fromEntries(steps.map(({ label, id }: Json) => [label, id]));
  const places = ({ steps, branches }: Json): string[] =>
    steps.map(({ label, branchId, position }: Json) => {
      const { name } = branches.find(({ id }: Json) => id === branchId);
      return `${name} ${position} ${label}`;
    });
  const OF_ALL = [call('A'), call('B'), call('C', 'branch: warm'), call('D', 'branch: cold')];

  test.each([[true], [false]])('there and back, what is not named removed: %s', async (prune) => {
    const name = nameOne();
    await done([folder(name, LINES[0], OF_ALL)]);
    const before = await shown(name);
    const there = [
      call('A'),
      call('B', 'branch: warm'),
      call('C', 'branch: warm'),
      call('D', 'branch: cold'),
    ];
    const planned = await plan([folder(name, LINES[1], there)], { prune });
    expect(planned.body.changes[0].differences).toContainEqual({
      field: 'steps["B"].branch',
      before: null,
      after: 'warm',
    });
    await done([folder(name, LINES[1], there)], { prune });
    const moved = await shown(name);
    expect([idsOf(moved), places(moved)]).toEqual([
      idsOf(before),
      ['main 1 A', 'warm 1 B', 'warm 2 C', 'cold 1 D'],
    ]);
    const { items } = await api.ok('GET', `/v1/audit?entityId=${idsOf(before)['B']}`);
    const [main, warm] = before.branches;
    expect(items.find(({ action }: Json) => action === 'step.move')).toMatchObject({
      before: { position: 2, branchId: main.id },
      after: { position: 1, branchId: warm.id },
    });
    expect((await plan([folder(name, LINES[1], there)], { prune })).body.changes).toEqual([]);
    await done([folder(name, LINES[0], OF_ALL)], { prune });
    const back = await shown(name);
    expect([idsOf(back), places(back)]).toEqual([idsOf(before), places(before)]);
    expect((await plan([folder(name, LINES[0], OF_ALL)], { prune })).body.changes).toEqual([]);
  });

  test('a branch whose steps were all moved may go, also where what is not named stays', async () => {
    const name = nameOne();
    await done([folder(name, '[main, warm]', [call('A'), call('C', 'branch: warm')])]);
    const before = await shown(name);
    await done([folder(name, '[main]', [call('C'), call('A')])]);
    const after = await shown(name);
    expect([idsOf(after), places(after)]).toEqual([idsOf(before), ['main 1 C', 'main 2 A']]);
    expect((await plan([folder(name, '[main]', [call('C'), call('A')])])).body.changes).toEqual([]);
  });

  test('also where another takes its day at home, with the last of a branch that goes, and into none whose day is taken', async () => {
    const on = (label: string, days: number, branch?: string): string =>
      `    - label: ${label}\n      type: call\n      timing: {kind: offset, days: ${days}}` +
      (branch === undefined ? '' : `\n      branch: ${branch}`);
    const name = nameOne();
    await done([folder(name, '[main, warm]', [on('A', 0), on('B', 3), on('W', 5, 'warm')])]);
    const before = idsOf(await shown(name));
    const taken = folder(name, '[main, warm]', [on('A', 0), on('B', 5, 'warm'), on('W', 5, 'warm')]);
    expect((await apply([taken], { prune: true })).status).toBe(422);
    const swapped = [on('A', 0), on('New', 3), on('B', 3, 'warm'), on('W', 5, 'warm')];
    await done([folder(name, '[main, warm]', swapped)], { prune: true });
    const after = await shown(name);
    expect(places(after)).toEqual(['main 1 A', 'main 2 New', 'warm 1 B', 'warm 2 W']);
    expect([idsOf(after)['B'], Object.values(before).includes(idsOf(after)['New']!)]).toEqual([
      before['B'],
      false,
    ]);
    await done(
      [folder(name, '[main, hot]', [on('A', 0), on('New', 3), on('B', 3, 'hot'), on('W', 5, 'hot')])],
      {
        prune: true,
      },
    );
    const renamed = await shown(name);
    expect(places(renamed)).toEqual(['main 1 A', 'main 2 New', 'hot 1 B', 'hot 2 W']);
    expect(idsOf(renamed)).toEqual(idsOf(after));
  });
});
