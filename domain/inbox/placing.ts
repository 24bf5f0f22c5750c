import type { MailVerdict } from '../../contracts/inbox/kinds.ts';

/** What a mail is to the conversation that it belongs to (I5). */
export interface Placing {
  /** It begins one where there is none. */
  creates: boolean;
  /** Somebody has to answer it. */
  opens: boolean;
  /** One of ours has answered in it, with another program. */
  answers: boolean;
}

/**
 * What a mail does to conversations; null: it stands in none. What a machine wrote stands beside what people wrote, and
 * nobody has to answer it. Of history nothing follows (I1): it is there to be read when somebody writes again.
 */
export function placingOf({
  verdict,
  isHistory,
}: {
  verdict: MailVerdict;
  isHistory: boolean;
}): Placing | null {
  switch (verdict) {
    case 'reply':
    case 'opt_out':
      return { creates: true, opens: !isHistory, answers: false };
    case 'sent':
      return { creates: false, opens: false, answers: !isHistory };
    case 'automatic':
    case 'out_of_office':
    case 'hard_bounce':
    case 'soft_bounce':
    case 'complaint':
      return { creates: false, opens: false, answers: false };
    // What it is a copy of stands there itself.
    case 'own_copy':
    case 'ignore':
      return null;
  }
}
