import type { MessageStatus, RecipientStatus } from '../../contracts/sending/kinds.ts';
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

/**
 * How the copy of a recipient goes, other than the main one, whose copy is the message itself (M5). It is claimed once the
 * main one was sent; what is not decided returns to `waiting`, with the time of its next try. `uncertain` ends by the late
 * result of its owner or by a person, who may also ask for one that was refused or cancelled.
 */
export const COPY_TRANSITIONS = {
  new: ['waiting'],
  waiting: ['claimed', 'refused', 'cancelled'],
  claimed: ['handed_over', 'waiting', 'refused', 'cancelled'],
  handed_over: ['accepted', 'refused', 'uncertain', 'waiting', 'cancelled'],
  uncertain: ['accepted', 'refused', 'waiting', 'cancelled'],
  refused: ['waiting'],
  cancelled: ['waiting'],
  accepted: [],
} as const satisfies Transitions<RecipientStatus>;
