import type { Repair } from '../../repair.ts';

/** Lets the language model read replies that wait for it; slow as it is, nothing waits for it. */
export const readMails: Repair<never> = {
  counts: [],
  async run({ deps, now }) {
    if (!deps.writer.isAvailable || !(await deps.store.mailReadings.hasDue(deps.db, now))) return;
    await deps.lifecycle.startMailReading();
  },
};
