import { z } from 'zod';

/** A message that waits for a mailbox which fails; epoch milliseconds. */
export interface WaitingRow {
  id: string;
  dueAt: number;
  isFirst: boolean;
  copies: number;
}

/** When messages may try, in the order in which they are to leave; epoch milliseconds. */
export interface Dealing {
  dealt: readonly { id: string; at: number; slotAt: number | null }[];
  now: number;
}

/** A waiting row as a statement answers it. */
export const waitingSchema = z.object({
  id: z.string(),
  dueAt: z.date().transform((at) => at.getTime()),
  isFirst: z.boolean(),
  copies: z.int(),
});

/** The rows of a dealing as a statement takes them. */
export function dealtJson(dealt: Dealing['dealt']): string {
  const iso = (instant: number | null) => (instant === null ? null : new Date(instant).toISOString());
  return JSON.stringify(dealt.map(({ id, at, slotAt }) => ({ id, at: iso(at), slotAt: iso(slotAt) })));
}
