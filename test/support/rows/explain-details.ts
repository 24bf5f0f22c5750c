import type { ExplainDetails } from '../../../domain/enrollments/explain-reasons.ts';

/** Nothing but the snapshot says why anything waits. */
export const NOTHING_KNOWN: ExplainDetails = {
  details: new Map(),
  holds: [],
  mailboxReason: null,
  keptBack: [],
  obstacle: null,
  contact: null,
  putOffs: new Map(),
};
