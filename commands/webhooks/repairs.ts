import type { Repair } from '../repair.ts';

/** Forgets signing secrets whose day after a rotation is over (O5). */
export const forgetFormerSecrets: Repair<never> = {
  counts: [],
  async run({ deps, now }) {
    await deps.store.webhooks.forgetFormer(deps.db, now);
  },
};
