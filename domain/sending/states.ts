import type { MessageStatus } from '../../contracts/sending/kinds.ts';
import type { Transitions } from '../states.ts';

/**
 * How a row of the ledger goes (D1, D2). A hand-over that is put off is claimed again; `uncertain` ends by the late
 * result of its owner or by a person; who accepted gets no second one.
 */
export const MESSAGE_TRANSITIONS = {
  new: ['claimed'],
  claimed: ['handed_over', 'refused', 'cancelled'],
  handed_over: ['sent', 'refused', 'uncertain', 'claimed'],
  uncertain: ['sent', 'refused', 'claimed', 'cancelled'],
  refused: ['claimed'],
  cancelled: ['claimed'],
  sent: [],
} as const satisfies Transitions<MessageStatus>;
