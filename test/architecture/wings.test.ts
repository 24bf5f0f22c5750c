import { describe, expect, it } from '@jest/globals';
import { store } from '../../infra/db/store.ts';
import { allImports, importsIn, readSource, sourceFiles } from '../support/rules/source-tree.ts';
import { isGatheringSql, placeOf, runsBack, storeNames, storeUses } from '../support/rules/wings.ts';

const names = storeNames(
  new Map(
    sourceFiles(['infra'])
      .filter(isGatheringSql)
      .map((path) => [path, readSource(path)]),
  ),
);
const uses = sourceFiles(['commands', 'activities', 'api', 'infra']).flatMap((path) =>
  storeUses(path, readSource(path), names),
);

describe('the order of the wings', () => {
  it('holds for every import, of types and across layers too', () => {
    expect(allImports().map(runsBack).filter(Boolean)).toEqual([]);
  });

  it('holds for what is taken from the store', () => {
    expect(uses.map(runsBack).filter(Boolean)).toEqual([]);
  });

  it('is asked about every name of the store, and about many uses', () => {
    expect([...names.keys()].sort()).toEqual(Object.keys(store).sort());
    expect(uses.length).toBeGreaterThan(300);
  });
});

/** A file, what it imports or takes from the store, and whether that runs back. */
type Sample = [from: string, text: string, complaint: RegExp | null];

const samples: Sample[] = [
  // Back into a wing further down, in the same layer, across layers, of types only, by export.
  ['domain/sending/a.ts', "import { x } from '../enrollments/x.ts';", /sending.*enrollments/],
  ['commands/holds/a.ts', "import { x } from '../../domain/programs/x.ts';", /holds.*programs/],
  ['infra/db/customers/a.ts', "import type { X } from '../../../domain/sequences/x.ts';", /sequences/],
  ['api/routes/holds.ts', "import { type X } from '../../contracts/insights/x.ts';", /insights/],
  ['activities/sending/a.ts', "export { x } from '../programs/x.ts';", /programs/],
  ['infra/mail/a.ts', "import { x } from '../../domain/enrollments/x.ts';", /sending.*enrollments/],
  [
    'infra/temporal/lifecycle/sequences.ts',
    "import { x } from '../../../workflows/programs/x.ts';",
    /programs/,
  ],
  // The ground knows nobody.
  ['commands/a.ts', "import { x } from './customers/x.ts';", /ground.*customers/],
  ['domain/time/a.ts', "import { x } from '../access/x.ts';", /ground.*access/],
  // Nobody imports upkeep.
  ['commands/webhooks/a.ts', "import { x } from '../upkeep/x.ts';", /upkeep/],
  // Rooms of a wing, one after the other.
  ['commands/programs/a.ts', "import { x } from './runs/x.ts';", /a room further down/],
  ['commands/programs/touchpoints/a.ts', "import { x } from '../reviews/x.ts';", /a room further down/],
  ['infra/db/insights/a.ts', "import { x } from './actions.ts';", /a room further down/],
  ['commands/programs/runs/a.ts', "import { x } from '../touchpoints/x.ts';", null],
  ['commands/programs/a.ts', "import { x } from '../../domain/programs/runs.ts';", null],
  // One's own wing, the ground, and wings above.
  ['commands/programs/a.ts', "import { x } from './b.ts';", null],
  ['commands/programs/a.ts', "import { x } from '../deps.ts';", null],
  ['infra/db/programs/a.ts', "import { x } from '../../../domain/sending/x.ts';", null],
  // Who gathers: the ground all wings, a wing its rooms and no other wing.
  ['infra/db/store.ts', "import * as webhooks from './webhooks/index.ts';", null],
  ['commands/hooks.ts', "import { x } from './programs/x.ts';", null],
  ['contracts/operations.ts', "import { x } from './programs/operations.ts';", null],
  ['contracts/programs/operations.ts', "import { x } from './touchpoints.ts';", null],
  ['infra/db/holds/index.ts', "export * as x from '../programs/x.ts';", /holds.*programs/],
  ['api/app.ts', "import { x } from './routes/webhooks/x.ts';", null],
  // Outside the house.
  ['test/unit/holds/a.ts', "import { x } from '../../../domain/programs/x.ts';", null],
  ['worker/main.ts', "import { x } from '../commands/upkeep/x.ts';", null],
  ['tools/demo/a.ts', "import { x } from '../../commands/upkeep/x.ts';", null],
  ['domain/time/a.ts', "import { x } from 'luxon';", null],
];

const storeSamples: Sample[] = [
  ['commands/holds/a.ts', 'await deps.store.runs.read(tx);', /programs/],
  ['commands/holds/a.ts', 'await deps.store\n  .runs.read(tx);', /programs/],
  ['commands/customers/a.ts', 'const { customers, runs } = deps.store;', /programs/],
  ['commands/customers/a.ts', 'const { runs: them } = store;', /programs/],
  ['activities/sending/a.ts', 'function f({ db, store: { runs } }: Deps) {}', /programs/],
  ['commands/sending/a.ts', "let rows: Store['runs'];", /programs/],
  ['commands/programs/a.ts', 'const { customers } = deps.store;', null],
  ['commands/holds/a.ts', '// deps.store.runs', null],
  ['commands/holds/a.ts', 'deps.storage.runs', null],
];

describe('the checker', () => {
  it.each(samples)('of %s with %s', (from, text, complaint) => {
    const [found = null] = importsIn(from, text).map(runsBack);
    expect(found).toEqual(complaint === null ? null : expect.stringMatching(complaint));
  });

  const gathered = storeNames(
    new Map([
      ['infra/db/programs/index.ts', "export * as runs from './program-runs.ts';"],
      ['infra/db/customers/index.ts', "export * as customers from './customers.ts';"],
    ]),
  );

  it.each(storeSamples)('of %s with the store: %s', (from, text, complaint) => {
    const found = storeUses(from, text, gathered).map(runsBack).find(Boolean) ?? null;
    expect(found).toEqual(complaint === null ? null : expect.stringMatching(complaint));
  });

  it('knows where a file stands', () => {
    expect(placeOf('infra/db/programs/runs/x.ts')).toMatchObject({ wing: 'programs', room: 3 });
    expect(placeOf('domain/holds.ts')).toMatchObject({ wing: 'holds', room: 0 });
    expect(placeOf('infra/llm/x.ts')).toMatchObject({ wing: 'prompting' });
    expect(placeOf('infra/csv/x.ts')).toMatchObject({ wing: 'ground' });
    expect(placeOf('workflows/programs/program-run.messages.ts')).toMatchObject({
      wing: 'programs',
      room: 0,
    });
    expect(placeOf('worker/main.ts')).toBeNull();
    expect(placeOf('zod')).toBeNull();
  });
});
