import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readTouchpointContent } from '../../../commands/programs/touchpoints/read-touchpoint-content.ts';
import { ApiFixture, type Answer, type Json } from '../../support/servers/api-fixture.ts';
import { createMailbox, rowsOfOpenBatch } from '../../support/worlds/open-batch.ts';

const api = new ApiFixture();
let programId: string;
let path: string;
beforeAll(async () => {
  await api.open();
  await createMailbox(api);
  programId = (await api.ok('POST', '/v1/programs', { body: { name: 'Overdue accounts' } })).id;
  path = `/v1/programs/${programId}/touchpoints`;
});
afterAll(() => api.close());

let day = 100;
const own = { subject: 'Overdue: {{balance.overdue}}', bodyHtml: '<p>Please pay.</p>' };
const add = (change: object): Promise<Json> =>
  api.ok('POST', path, { body: { label: 'Late', offsetDays: ++day, ...change } });
const tryToAdd = (change: object): Promise<Answer> =>
  api.call('POST', path, { body: { label: 'Late', offsetDays: ++day, ...change } });
const problemsOf = ({ body }: Answer): [string, string][] =>
  body.errors.map((error: Json) => [error.field, error.message]).sort();
const fieldsOf = (answer: Answer): string[] => problemsOf(answer).map(([field]) => field);
const planVersion = async (): Promise<number> =>
  (await api.ok('GET', `/v1/programs/${programId}`)).planVersion;

test('P3, P10: a touchpoint is added, edited and archived, and each plans the program anew', async () => {
  const before = await planVersion();
  const added = await add({ templateId: 'final-notice', cc: ['boss@example.com'], ccOwner: true });
  expect(added).toMatchObject({
    level: 'account',
    channel: 'email',
    delivery: 'review',
    contentMode: 'template',
    templateId: 'final-notice',
    subject: null,
    contactTypes: [],
    cc: ['boss@example.com'],
    ccOwner: true,
    version: 1,
    archivedAt: null,
  });
  const body = { label: 'Very late', offsetDays: 365, delivery: 'auto', contactTypes: ['cfo', 'controller'] };
  const edited = await api.ok('PATCH', `${path}/${added.id}`, { body });
  expect(edited).toMatchObject({ ...body, templateId: 'final-notice', version: 2 });
  expect((await api.ok('PATCH', `${path}/${added.id}`, { body })).version).toBe(2);
  const archived = await api.ok('POST', `${path}/${added.id}/archive`);
  expect(archived.archivedAt).not.toBeNull();
  const plans = api.lifecycle.started.filter((what) => what.startsWith(`plan ${programId}/`));
  expect(plans.slice(-3)).toEqual([1, 2, 3].map((more) => `plan ${programId}/${before + more}`));
  expect(await planVersion()).toBe(before + 3);
  const [plan] = await api.database.db.programPlan.findMany({
    where: { programId },
    orderBy: { version: 'desc' },
    take: 1,
  });
  expect(plan).toMatchObject({ reason: 'touchpoint archived: Very late', requestedById: api.adminId });
  expect(await api.auditActions(added.id)).toEqual([
    'touchpoint.add',
    'touchpoint.edit',
    'touchpoint.archive',
  ]);
});

test('O8: a repeated key adds one touchpoint, and is answered alike', async () => {
  const headers = { 'Idempotency-Key': `touchpoint-${++day}` };
  const body = { label: 'Once', offsetDays: day, templateId: 'final-notice' };
  const first = await api.ok('POST', path, { body, headers });
  expect(await api.ok('POST', path, { body, headers })).toEqual(first);
  expect(await api.database.db.touchpoint.count({ where: { programId, label: 'Once' } })).toBe(1);
});

test('P3: one active touchpoint an offset and level; the other level and archived ones do not count', async () => {
  const first = await add({ offsetDays: 60, templateId: 'final-notice' });
  const again = await tryToAdd({ offsetDays: 60, templateId: 'friendly-reminder' });
  expect([again.status, fieldsOf(again)]).toEqual([409, ['offsetDays']]);
  await add({ offsetDays: 60, level: 'invoice', templateId: 'invoice-reminder' });
  const other = await add({ templateId: 'final-notice' });
  const moved = await api.call('PATCH', `${path}/${other.id}`, { body: { offsetDays: 60 } });
  expect(moved.status).toBe(409);
  await api.ok('POST', `${path}/${first.id}/archive`);
  await add({ offsetDays: 60, templateId: 'friendly-reminder' });
});

test('P3: two people who add the same offset at once get one touchpoint', async () => {
  const answers = await Promise.all(
    [1, 2, 3].map(() => tryToAdd({ offsetDays: 777, templateId: 'final-notice' })),
  );
  expect(answers.map((answer) => answer.status).sort()).toEqual([201, 409, 409]);
});

test('M3: a broken tag, an unknown variable and an invoice at account level are refused with their place', async () => {
  const before = await planVersion();
  const broken = await tryToAdd({ ...own, bodyHtml: '<p>\n{{#invoices}}</p>', bodyText: '{{balance.nope}}' });
  expect(broken.status).toBe(422);
  expect(problemsOf(broken)).toEqual([
    ['bodyHtml', expect.stringMatching(/^line \d+, column \d+: /)],
    ['bodyText', 'line 1, column 1: Unknown variable balance.nope'],
  ]);
  expect(fieldsOf(await tryToAdd({ ...own, subject: '{{invoice.number}}' }))).toEqual(['subject']);
  await add({ ...own, level: 'invoice', subject: '{{invoice.number}}' });
  expect(await planVersion()).toBe(before + 1);
});

test('P3: a text is required, and only one: a template, a subject with a body, or a prompt', async () => {
  expect(fieldsOf(await tryToAdd({}))).toEqual(['bodyHtml', 'subject']);
  expect(fieldsOf(await tryToAdd({ ...own, templateId: 'final-notice' }))).toEqual(['bodyHtml', 'subject']);
  expect(problemsOf(await tryToAdd({ templateId: 'invoice-reminder' }))).toEqual([
    ['templateId', 'is a text of invoice level, not of account'],
  ]);
  expect(fieldsOf(await tryToAdd({ templateId: 'no-such-text' }))).toEqual(['templateId']);
  expect(fieldsOf(await tryToAdd({ templateId: 'tpl_01h455vb4pex5vsknk084sn02q' }))).toEqual(['templateId']);
});

test('P3: naming a template takes the place of an own text, and the other way around', async () => {
  const { id } = await add(own);
  const named = await api.ok('PATCH', `${path}/${id}`, { body: { templateId: 'final-notice' } });
  expect(named).toMatchObject({ templateId: 'final-notice', subject: null, bodyHtml: null });
  const both = await api.call('PATCH', `${path}/${id}`, { body: own });
  expect(fieldsOf(both)).toEqual(['bodyHtml', 'subject']);
  const back = await api.ok('PATCH', `${path}/${id}`, { body: { templateId: null, ...own } });
  expect(back).toMatchObject({ templateId: null, ...own });
});

test('M4: a prompt is refused as long as no language model is configured', async () => {
  const prompt = { prompt: 'Remind them, warmly.' };
  const refused = await tryToAdd(prompt);
  expect(refused.status).toBe(422);
  expect(problemsOf(refused)).toEqual([['contentMode', 'needs a language model, and none is configured']]);
  const writer = api.deps.writer;
  api.deps.writer = { ...writer, isAvailable: true };
  try {
    const added = await add(prompt);
    expect(added).toMatchObject({ contentMode: 'prompt', ...prompt, templateId: null, subject: null });
    expect(fieldsOf(await tryToAdd({ ...prompt, ...own }))).toEqual(['bodyHtml', 'subject']);
    expect(fieldsOf(await tryToAdd({ contentMode: 'prompt' }))).toEqual(['prompt']);
    const body = { templateId: 'final-notice' };
    const named = await api.ok('PATCH', `${path}/${added.id}`, { body });
    expect(named).toMatchObject({ contentMode: 'template', prompt: null });
  } finally {
    api.deps.writer = writer;
  }
});

test('P3: copies go to addresses only, and offsets are days past due', async () => {
  expect(fieldsOf(await tryToAdd({ ...own, cc: ['a@b.example\r\nX: y', 'nobody'], bcc: ['x'] }))).toEqual([
    'bcc[0]',
    'cc[0]',
    'cc[1]',
  ]);
  expect(fieldsOf(await tryToAdd({ ...own, cc: ['a..b@c.example'] }))).toEqual(['cc[0]']);
  expect(fieldsOf(await tryToAdd({ ...own, offsetDays: 0 }))).toEqual(['offsetDays']);
  expect(fieldsOf(await tryToAdd({ ...own, offsetDays: 3651 }))).toEqual(['offsetDays']);
  expect(fieldsOf(await tryToAdd({ ...own, channel: 'sms', level: 'person' }))).toEqual(['channel', 'level']);
});

test('P11: archiving a touchpoint ends what it has planned and proposed, and nothing of the others', async () => {
  const mine = await add({ templateId: 'final-notice' });
  const other = await add({ templateId: 'final-notice' });
  const batch = await rowsOfOpenBatch(api, programId, mine.id);
  const untouched = await rowsOfOpenBatch(api, programId, other.id);
  await api.ok('POST', `${path}/${mine.id}/archive`);
  expect(await batch.statuses()).toEqual({
    batch: 'superseded',
    planned: 'skipped',
    proposed: 'cancelled',
    approved: 'approved',
  });
  const rows = await batch.rows();
  expect([rows.planned.reason, rows.proposed.reason, rows.approved.reason]).toEqual([
    'touchpoint_archived',
    'touchpoint_archived',
    null,
  ]);
  expect(await untouched.statuses()).toMatchObject({ batch: 'proposed', planned: 'scheduled' });
  expect(api.lifecycle.started).toContain(`run ${batch.runId}`);
  for (const [method, end, body] of [
    ['POST', '/archive', undefined],
    ['PATCH', '', { label: 'x' }],
  ] as const) {
    expect((await api.call(method, `${path}/${mine.id}${end}`, { body })).status).toBe(409);
  }
});

test('P11: a batch of which something is approved becomes approved when its touchpoint is archived', async () => {
  const { id } = await add({ templateId: 'final-notice' });
  const batch = await rowsOfOpenBatch(api, programId, id);
  const { db } = api.database;
  await db.scheduledTouchpoint.update({
    where: { id: batch.ids.approved },
    data: { batchId: batch.batchId },
  });
  await api.ok('POST', `${path}/${id}/archive`);
  expect(await batch.statuses()).toMatchObject({ batch: 'approved', proposed: 'cancelled' });
});

test('P11: archiving does not wait for a plan under way: what it holds is left to the plan that follows', async () => {
  const { id } = await add({ templateId: 'final-notice' });
  const batch = await rowsOfOpenBatch(api, programId, id);
  await api.database.db.$transaction(async (plan) => {
    await plan.scheduledTouchpoint.update({
      where: { id: batch.ids.planned },
      data: { updatedAt: new Date(api.now) },
    });
    await api.ok('POST', `${path}/${id}/archive`);
  });
  expect(await batch.statuses()).toMatchObject({ planned: 'scheduled', proposed: 'cancelled' });
});

test('P11: archived touchpoints are listed when asked for', async () => {
  const { id } = await add({ templateId: 'final-notice' });
  await api.ok('POST', `${path}/${id}/archive`);
  const idsOf = ({ items }: Json): string[] => items.map((item: Json) => item.id);
  expect(idsOf(await api.ok('GET', path))).not.toContain(id);
  expect(idsOf(await api.ok('GET', `${path}?includeArchived=true`))).toContain(id);
  const offsets = (await api.ok('GET', path)).items.map((item: Json) => item.offsetDays);
  expect(offsets).toEqual([...offsets].sort((a, b) => a - b));
});

test('P3: a touchpoint of another program, or none, is not found', async () => {
  const { id } = await add({ templateId: 'final-notice' });
  const other = (await api.ok('POST', '/v1/programs', { body: { name: 'Another' } })).id;
  const foreign = `/v1/programs/${other}/touchpoints/${id}`;
  expect((await api.call('PATCH', foreign, { body: { label: 'x' } })).status).toBe(404);
  expect((await api.call('POST', `${foreign}/archive`)).status).toBe(404);
  const nowhere = '/v1/programs/prg_01h455vb4pex5vsknk084sn02q/touchpoints';
  expect((await api.call('GET', nowhere)).status).toBe(404);
});

test('M2: the content of touchpoints is read with their templates resolved', async () => {
  const named = await add({ templateId: 'final-notice', bcc: ['file@example.com'] });
  const written = await add(own);
  const mine = await api.ok('POST', '/v1/templates', { body: { ...own, name: 'Mine', level: 'account' } });
  const chosen = await add({ templateId: mine.id });
  const ids = [named.id, written.id, chosen.id, 'tch_01h455vb4pex5vsknk084sn02q'];
  const content = await api.database.db.$transaction((tx) => readTouchpointContent(api.deps, tx, ids));
  expect(content.size).toBe(3);
  expect(content.get(named.id)).toMatchObject({ programId, level: 'account', bcc: ['file@example.com'] });
  expect(content.get(named.id)?.subject).toMatch(/^Final notice/);
  expect(content.get(written.id)).toMatchObject({ ...own, bodyText: null });
  expect(content.get(chosen.id)).toMatchObject({ ...own, contentMode: 'template' });
});
