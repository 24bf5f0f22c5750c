import type { ComparedPart } from '../comparison.ts';

/** Every sequence with what has reached its enrollments: drains that are missing start. */
export const comparedSequences: ComparedPart<never, 'undrainedSequences'> = {
  checks: [],
  deviations: { undrainedSequences: { kind: 'sequence_not_drained', entity: 'sequence' } },
  async compare(run) {
    const { db, store, lifecycle } = run.deps;
    for (const { sequenceId, planVersion } of await store.sequenceUpkeep.findUndrained(db)) {
      run.deviates('undrainedSequences', sequenceId, () =>
        lifecycle.startSequenceChange(sequenceId, planVersion),
      );
    }
    await run.flush();
  },
};
