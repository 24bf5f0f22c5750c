import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { newId } from '../../../infra/ids.ts';
import { NO_PROVIDER } from '../../../infra/llm/no-provider.ts';
import type { ContentWriter } from '../../../infra/llm/content-writer.ts';
import { ApiFixture, type Answer, type Json } from '../../support/servers/api-fixture.ts';
import { createMailbox } from '../../support/worlds/open-batch.ts';

const api = new ApiFixture();
const writer: ContentWriter = {
  isAvailable: true,
  write: () => Promise.reject(new Error('nothing is written here')),
};
const step = {
  type: 'email',
  label: 'Reminder',
  timing: { kind: 'offset', days: 0 },
  prompt: 'Remind them politely.',
};
const texts = { subject: 'Due', body: '<p>{{balance.total}}</p>' };
let sequence: Json;

let mailboxId: string;

beforeAll(async () => {
  await api.open();
  mailboxId = await createMailbox(api);
});
afterAll(() => api.close());
beforeEach(async () => {
  api.deps.writer = writer;
  const body = { name: newId('sequence'), zone: 'UTC', mailboxId, primaryUserId: api.adminId };
  sequence = await api.ok('POST', '/v1/sequences', { body });
});

const add = (body: object) => api.call('POST', `/v1/sequences/${sequence.id}/steps`, { body });
const added = async (body: object = step): Promise<Json> => (await add(body)).body;
const edit = ({ id }: Json, body: object) =>
  api.call('PATCH', `/v1/sequences/${sequence.id}/steps/${id}`, { body });
const activate = () => api.call('POST', `/v1/sequences/${sequence.id}/activate`, { body: {} });
const problemsOf = ({ body }: Answer) => body.errors.map(({ field, message }: Json) => `${field} ${message}`);

describe('M4: an email step whose text a language model writes', () => {
  test('it is saved with its prompt, shown so, duplicated and activated', async () => {
    expect(await added()).toMatchObject({
      contentMode: 'prompt',
      prompt: step.prompt,
      subject: null,
      body: null,
    });
    const copy = await api.ok('POST', `/v1/sequences/${sequence.id}/duplicate`, {
      body: { name: `Copy of ${sequence.id}` },
    });
    expect(copy.steps).toMatchObject([{ contentMode: 'prompt', prompt: step.prompt }]);
    expect((await activate()).status).toBe(200);
  });

  test('without a provider it is refused when it is saved, and when it is activated', async () => {
    const saved = await added();
    api.deps.writer = NO_PROVIDER;
    const refused = 'contentMode needs a language model, and none is configured';
    const answer = await add({ ...step, timing: { kind: 'offset', days: 3 } });
    expect([answer.status, problemsOf(answer)]).toEqual([422, [refused]]);
    expect(problemsOf(await edit(saved, { prompt: 'Other.' }))).toEqual([refused]);
    expect(problemsOf(await activate())).toEqual([`steps[0].${refused}`]);
    const { activationProblems } = await api.ok('GET', `/v1/sequences/${sequence.id}`);
    expect(activationProblems).toMatchObject([{ field: 'steps[0].contentMode' }]);
  });

  test('a text is a template or a prompt, never both, and only emails have one', async () => {
    expect(problemsOf(await add({ ...step, ...texts }))).toEqual([
      'subject cannot stand beside a prompt; empty it',
      'body cannot stand beside a prompt; empty it',
    ]);
    expect(problemsOf(await add({ ...step, contentMode: 'template' }))).toEqual([
      'prompt cannot stand beside a template; empty it',
    ]);
    expect(problemsOf(await add({ ...step, type: 'call' }))).toEqual([
      'prompt does not belong to a step of type call',
    ]);
    expect((await add({ ...step, prompt: '   ' })).status).toBe(422);
  });

  test('one takes the place of the other', async () => {
    const saved = await added({ ...step, prompt: undefined, ...texts });
    expect((await edit(saved, { prompt: 'Write it.' })).body).toMatchObject({
      contentMode: 'prompt',
      prompt: 'Write it.',
      subject: null,
      body: null,
    });
    expect((await edit(saved, { contentMode: 'template', ...texts })).body).toMatchObject({
      contentMode: 'template',
      prompt: null,
      ...texts,
    });
  });

  test('S7: a missing prompt is found at activation, and an activated sequence cannot lose it', async () => {
    const saved = await added({ ...step, prompt: undefined, contentMode: 'prompt' });
    expect(problemsOf(await activate())).toEqual(['steps[0].prompt is missing']);
    await edit(saved, { prompt: 'Write it.' });
    expect((await activate()).status).toBe(200);
    expect(problemsOf(await edit(saved, { prompt: null }))).toEqual(['steps[0].prompt is missing']);
  });

  test('S19: its preview says that it is written when it is due', async () => {
    const { id } = await added();
    const customer = await api.customer();
    const { preview } = await api.ok('POST', `/v1/sequences/${sequence.id}/preview`, {
      body: { stepId: id, customerId: customer.id },
    });
    expect(preview).toMatchObject({ subject: null, html: null, text: null });
    expect(preview.problems).toContainEqual({
      field: 'prompt',
      message: 'the text is written when the step is due; ask for a draft to see one',
    });
  });
});
