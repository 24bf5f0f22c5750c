import { SYSTEM } from '../../contracts/actor.ts';
import { repairEach, type Repair } from '../repair.ts';
import { endSequence } from './end-sequence.ts';

/** Starts the drains of plan versions that have not reached everybody. One that runs is left alone. */
export const drainChanges: Repair<'drains'> = {
  counts: ['drains'],
  async run({ deps, wakes, count }) {
    const undrained = await deps.store.sequenceUpkeep.findUndrained(deps.db);
    await repairEach(undrained, async ({ sequenceId, planVersion }) => {
      await wakes.startSequenceChange(sequenceId, planVersion);
      count('drains');
    });
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

/** Looks of one pass, a second each: a pass is short, and everybody is through within the day. */
const LOOKS = 5;

/** Compares the results with a recount, some pieces a pass, everybody once a day; what differs is mended and told. */
export const checkResults: Repair<'resultsMended'> = {
  counts: ['resultsMended'],
  async run({ deps, now, count, found }) {
    for (let look = 0, isThrough = false; look < LOOKS && !isThrough; look += 1) {
      const check = await deps.store.checkResults.checkNext(deps.db, now);
      for (const customerId of check.customerIds) found('results_differ', 'customer', customerId);
      if (check.sums > 0) found('result_sums_differ', 'organisation', 'org');
      count('resultsMended', check.customerIds.length + check.sums);
      ({ isThrough } = check);
    }
  },
};
