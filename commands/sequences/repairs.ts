import { SYSTEM } from '../../contracts/actor.ts';
import type { Repair } from '../repair.ts';
import { endSequence } from './end-sequence.ts';

/** Starts the drains of plan versions that have not reached everybody. Running already is success. */
export const drainChanges: Repair<'drains'> = {
  counts: ['drains'],
  async run({ deps, count }) {
    for (const { sequenceId, planVersion } of await deps.store.sequenceUpkeep.findUndrained(deps.db)) {
      await deps.lifecycle.startSequenceChange(sequenceId, planVersion);
      count('drains');
    }
  },
};

/** Ends the sequences whose end has come (S12). */
export const endDue: Repair<'ended'> = {
  counts: ['ended'],
  async run({ deps, now, count }) {
    for (const sequenceId of await deps.store.sequenceUpkeep.findEnding(deps.db, now)) {
      await endSequence(deps, SYSTEM, { sequenceId });
      count('ended');
    }
  },
};

/** Counts in the results what has changed, so that who asks for them has little to wait for (S20). */
export const foldResults: Repair<'results'> = {
  counts: ['results'],
  async run({ deps, count }) {
    const { customers } = await deps.store.foldResults.fold(deps.db, 'reconciler');
    count('results', customers);
  },
};

/** Compares the results with a recount, a piece a pass, everybody once a day; what differs is mended and told. */
export const checkResults: Repair<'resultsMended'> = {
  counts: ['resultsMended'],
  async run({ deps, now, count, found }) {
    const { customerIds, sums } = await deps.store.checkResults.checkNext(deps.db, now);
    for (const customerId of customerIds) found('results_differ', 'customer', customerId);
    if (sums > 0) found('result_sums_differ', 'organisation', 'org');
    count('resultsMended', customerIds.length + sums);
  },
};
