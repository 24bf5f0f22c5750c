/** The closed lists of upkeep. A leaf. */

/** `running`: what belongs to the customer is erased, everything else is being looked through. */
export const ERASURE_STATUSES = ['running', 'done'] as const;
export type ErasureStatus = (typeof ERASURE_STATUSES)[number];
