/**
 * How the hand-over of one copy ended, by phase. `reply` holds the server's words, or the network's where the server said
 * nothing; it may quote addresses, never the password.
 *
 * `isMarked`: the fence had passed, so `handedOverAt` is stored, although nothing has left.
 */
export type HandOverResult =
  /**
   * No session: connection, TLS or login failed, or the server wants a login or another sender. Nothing has left.
   * `needsSignIn`: a person has to sign the mailbox in again (I6).
   */
  | { kind: 'mailbox_failure'; reply: string; needsSignIn?: boolean }
  /** A 5xx about the sender or a rule at RCPT, DATA or after the final dot: ours, or this recipient's. Not delivered. */
  | { kind: 'policy'; code: number; reply: string }
  /** A 5xx about the address: nobody is there (D3), or, of a number, it wants no messages. Final, not delivered. */
  | { kind: 'address'; code: number; reply: string; isOptedOut?: boolean }
  /** Try again later: a 4xx, or the connection was lost before any of the body. Nothing has left. */
  | { kind: 'temporary'; code: number | null; reply: string; isMarked: boolean }
  /** Any other 5xx at MAIL, RCPT, DATA or after the final dot: final, the recipient does not have it. */
  | { kind: 'refused'; code: number; reply: string }
  /** A 4xx after the final dot: the server has seen the body and does not take it. Marked; may be tried again. */
  | { kind: 'temporary_after_body'; code: number; reply: string }
  /** Accepted; `gatewayId`: how a gateway calls it in its reports. */
  | { kind: 'sent'; code: number | null; reply: string; gatewayId?: string | null }
  /** The fence said no. The server has seen no byte of the body and no dot. */
  | { kind: 'fenced_off' }
  /** The fence threw or hung; whether its mark is stored is unknown. Nothing has left. */
  | { kind: 'fence_failed'; cause: unknown }
  /** The signal came before the fence ran, or no place was free in time. Nothing has left. */
  | { kind: 'aborted' }
  /**
   * The body was on its way and no final reply came: only a person or the Sent folder can tell (D1). `repeatableMs`: for so
   * long after its hand-over the receiver knows it again, so that it may be tried again and still arrives once.
   */
  | { kind: 'unknown'; phase: 'body' | 'final_reply'; reply: string; repeatableMs?: number };
