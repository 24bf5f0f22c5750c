import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { reconcile } from '../../../commands/upkeep/reconcile.ts';
import { INSIGHT_SCHEMA } from '../../../domain/insights/model/request.ts';
import { newId } from '../../../infra/ids.ts';
import { createChatModel } from '../../../infra/llm/chat-model.ts';
import { createContentWriter } from '../../../infra/llm/content-writer.ts';
import { MODEL_INSIGHTS_WORKFLOW_ID } from '../../../workflows/insights/model-insights.messages.ts';
import { createCustomer } from '../../support/rows/fixtures.ts';
import { hangs, LlmServer } from '../../support/servers/llm-server.ts';
import { startEngine, type Engine } from '../../support/worlds/engine.ts';
import { finds } from '../../support/worlds/model-world.ts';

const SECRET = 'xylophone quarrel';
const SAID = `We pay as soon as the ${SECRET} is over.`;

describe('C14: the model is asked by a workflow of its own', () => {
  let engine: Engine;
  const model = new LlmServer();
  beforeAll(async () => {
    await model.open();
    engine = await startEngine({
      changeDeps: (deps) => ({
        ...deps,
        writer: createContentWriter(deps, model.config()),
        askInsights: createChatModel(model.config({ retries: 0 }), INSIGHT_SCHEMA),
      }),
    });
    await engine.database.db.organisation.update({
      where: { id: 'org' },
      data: { settings: { insights: 'model' } },
    });
  });
  afterAll(async () => {
    await engine?.close();
    await model.close();
  });

  it('a model that does not answer delays no rule; its answer comes when it does, and its words stand in no history', async () => {
    const { db } = engine.database;
    const now = await engine.now();
    const at = new Date(now);
    const { customerId } = await createCustomer(db, { now });
    const communicationId = newId('communication');
    const row = { kind: 'email', direction: 'inbound', subject: 'Re: invoice', content: SAID };
    await db.communication.create({
      data: { ...row, id: communicationId, customerId, occurredAt: at, createdAt: at },
    });
    model.will(
      hangs,
      finds({ signals: [{ kind: 'obstacle', severity: 'high', source: communicationId, quote: SAID }] }),
    );
    const signals = async (source: string) => {
      const found = await db.signal.findMany({ where: { customerId, source }, orderBy: { id: 'asc' } });
      return found.map(({ kind }) => kind);
    };
    await reconcile(engine.deps);
    await reconcile(engine.deps);
    await engine.until(() => Promise.resolve(model.requests.length === 1), 'a request');
    expect(await signals('rule')).toEqual(['payment_behaviour']);
    expect(await db.insight.count({ where: { customerId } })).toBe(1);
    await reconcile(engine.deps);
    expect(model.requests).toHaveLength(1);
    const failed = async () => (await db.modelInsight.findFirst({ where: { customerId } }))?.failures === 1;
    await engine.until(failed, 'a timeout');
    expect(await signals('ai')).toEqual([]);

    await db.modelInsight.update({
      where: { customerId },
      data: { retryAt: null, isAskedFor: true },
    });
    await engine.until(async () => {
      await reconcile(engine.deps);
      return (await signals('ai')).length === 1;
    }, 'a signal');
    const handle = engine.client.workflow.getHandle(MODEL_INSIGHTS_WORKFLOW_ID);
    const history = JSON.stringify(await handle.fetchHistory());
    expect(history).not.toContain('xylophone');
    expect(Buffer.from(history).toString('base64')).not.toContain(Buffer.from(SECRET).toString('base64'));
  });
});
