import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { recordPayment } from '../../../commands/receivables/record-payment.ts';
import { retryTouchpoint } from '../../../commands/programs/touchpoints/retry-touchpoint.ts';
import type { ContentWriter } from '../../../infra/llm/content-writer.ts';
import { ENGINE_START_MS, startEngine, type Engine } from '../../support/worlds/engine.ts';
import { ProgramWorld } from '../../support/worlds/program-world.ts';

type Written = Awaited<ReturnType<ContentWriter['write']>>;

describe('what a language model writes for delivery without review', () => {
  let engine: Engine;
  let world: ProgramWorld;
  let asked = 0;
  let onAsked = (): Promise<void> => Promise.resolve();
  let answer: (balance: string) => Written;
  const letter = (balance: string): Written => {
    const bodyText = `Please pay ${balance}.`;
    const text = { subject: 'A word', bodyHtml: `<p>${bodyText}</p>`, bodyText };
    return { kind: 'written', ...text, factsHash: '' };
  };
  beforeAll(async () => {
    const writer: ContentWriter = {
      isAvailable: true,
      write: async ({ facts }) => {
        asked += 1;
        const balance = facts.invoices[0]?.balance ?? 'nothing';
        await onAsked();
        return answer(balance);
      },
    };
    engine = await startEngine({ isOnDevServer: true, changeDeps: (deps) => ({ ...deps, writer }) });
    world = new ProgramWorld(engine);
    await world.open();
  }, ENGINE_START_MS);
  afterAll(() => engine?.close());

  const touchpoint = { delivery: 'auto', contentMode: 'prompt' } as const;

  it('M4, D7: it is written at the send, and anew when the facts moved while it was', async () => {
    answer = letter;
    const program = await world.program(touchpoint);
    const [debtor] = await world.debtors(1, program);
    asked = 0;
    onAsked = async () => {
      onAsked = () => Promise.resolve();
      await recordPayment(engine.deps, world.actor, { invoiceId: debtor!.invoiceId, amount: '40.00' });
    };
    const batch = await world.run(program);
    await world.delivered(batch);
    expect(asked).toBe(2);
    expect(engine.mail.mails).toHaveLength(1);
    expect((await world.message(batch, debtor!))?.bodyText).toContain('Please pay 60');
  });

  it('M4: what fails its check is shown with the reason, and retry has it written', async () => {
    answer = () => ({ kind: 'failed', code: 'prompt', detail: 'It names an amount that is not owed.' });
    const { batch, debtors } = await world.approved(1, touchpoint);
    await world.delivered(batch);
    expect(await world.item(batch, debtors[0]!)).toMatchObject({
      status: 'failed',
      errorCode: 'prompt',
      errorDetail: 'It names an amount that is not owed.',
    });
    answer = letter;
    await retryTouchpoint(engine.deps, world.actor, {
      scheduledTouchpointId: world.itemId(batch, debtors[0]!),
    });
    await world.becomes(batch, debtors[0]!, 'completed');
    expect(engine.mail.mails.at(-1)?.to).toEqual([debtors[0]!.email]);
  });
});
