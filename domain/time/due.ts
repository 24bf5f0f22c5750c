/** A timer may fire this much early and still count: timers last whole seconds. */
export const DUE_TOLERANCE_MS = 2_000;
