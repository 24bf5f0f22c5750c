import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { statementsOf } from '../../support/servers/count-statements.ts';
import { ApiFixture } from '../../support/servers/api-fixture.ts';
import { folders } from '../../support/worlds/configuration-world.ts';

const api = new ApiFixture();
const here = folders(api);
beforeAll(() => api.open());
afterAll(() => api.close());

const STEPS = 10;

/** New sequences of ten steps, a file each. */
const folder = (count: number) =>
  Array.from({ length: count }, (_file, index) => ({
    path: `sequences/s${index}.yaml`,
    text: [
      `sequence:`,
      `  name: Sequence ${index}`,
      `  steps:`,
      ...Array.from({ length: STEPS }, (_step, step) =>
        [
          `    - label: Step ${step}`,
          `      type: email`,
          `      timing: { kind: offset, days: ${step * 7} }`,
          `      subject: Invoices due`,
          `      body: Please pay {{balance.total}}.`,
        ].join('\n'),
      ),
    ].join('\n'),
  }));

test('O11: a large folder costs few statements for each sequence, however many steps it has', async () => {
  const counted = async (count: number): Promise<number> => {
    const statements = await statementsOf(async () => {
      const { status, body } = await here.plan(folder(count));
      expect([status, body.changes.length]).toEqual([200, count]);
    });
    return statements.length;
  };
  const [few, more] = [await counted(2), await counted(12)];
  expect((more - few) / 10).toBeLessThanOrEqual(23);
});
