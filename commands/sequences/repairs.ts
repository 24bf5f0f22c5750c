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
