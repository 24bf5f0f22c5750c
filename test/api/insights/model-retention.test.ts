import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { finds, HOUR_MS, ModelWorld } from '../../support/worlds/model-world.ts';

const DAY_MS = 24 * HOUR_MS;
const QUOTE = 'once the order number is there';

const api = new ModelWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

test('U5: what a model quoted is forgotten with its communication, by age', async () => {
  const { id } = await api.customer();
  await api.invoice(id);
  const source = await api.says(id, `We will pay ${QUOTE}.`);
  const from = { source, quote: QUOTE };
  api.model.will(
    finds({
      signals: [{ kind: 'obstacle', severity: 'high', ...from }],
      summary: [{ topic: 'obstacle', ...from, day: null, amount: null }],
      plan: [{ step: 'remove_obstacle', inDays: 1, ...from }],
    }),
  );
  api.now += 29 * DAY_MS;
  await api.work();
  const told = async () => JSON.stringify([await api.read(id), await api.signals(id)]);
  expect(await told()).toContain(QUOTE);
  await api.ok('PATCH', '/v1/organisation', { body: { retention: { communications: 30 } } });
  api.now += 2 * DAY_MS;
  await api.work();
  expect(await told()).not.toContain(QUOTE);
  expect(await api.signals(id)).toMatchObject([{ source: 'ai', kind: 'obstacle', sources: [] }, {}]);
});

test('A3, C12: rules of audiences name the source, the kind and the severity of a signal', async () => {
  const { id } = await api.customer();
  const source = await api.says(id, `We will pay ${QUOTE}, perhaps.`);
  api.now += HOUR_MS;
  api.model.will(finds({ signals: [{ kind: 'obstacle', severity: 'high', source, quote: QUOTE }] }));
  await api.refresh(id);
  await api.work();
  const members = async (change: object) => {
    const rule = { source: 'ai', kind: 'obstacle', severity: 'high', ...change };
    const nodes: object[] = Object.entries(rule).map(([field, value]) => ({
      kind: 'field',
      field,
      op: 'is',
      value,
    }));
    nodes.push({ kind: 'field', field: 'isActive', op: 'is_true' });
    const where = { kind: 'all', nodes };
    const audience = { kind: 'all', nodes: [{ kind: 'records', of: 'signals', measure: 'exists', where }] };
    const { sample } = await api.ok('POST', '/v1/audiences/preview', { body: { audience } });
    return JSON.stringify(sample);
  };
  expect(await members({})).toContain(id);
  expect(await members({ source: 'rule' })).not.toContain(id);
  expect(await members({ kind: 'objection' })).not.toContain(id);
});
