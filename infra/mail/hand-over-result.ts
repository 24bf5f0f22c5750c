/**
 * How the hand-over of one copy ended, by phase. `reply` holds the server's words, or the network's where the server said
 * nothing; it may quote addresses, never the password.
 *
 * `isMarked`: the fence had passed, so `handedOverAt` is stored, although nothing has left.
 */
export type HandOverResult =
  /** No session: connection, TLS or login failed, or the server wants a login. Nothing has left. */
  | { kind: 'mailbox_failure'; reply: string }
  /** Try again later: a 4xx, or the connection was lost before any of the body. Nothing has left. */
  | { kind: 'temporary'; code: number | null; reply: string; isMarked: boolean }
  /** A permanent answer about the address itself (D3): there is no such one. */
  | { kind: 'address'; code: number; reply: string }
  /** Any other 5xx at MAIL, RCPT, DATA or after the final dot: final, the recipient does not have it. */
  | { kind: 'refused'; code: number; reply: string }
  /** A 4xx after the final dot: the server has seen the body and does not take it. Marked; may be tried again. */
  | { kind: 'temporary_after_body'; code: number; reply: string }
  /** Accepted. */
  | { kind: 'sent'; code: number | null; reply: string }
  /** The fence said no. The server has seen no byte of the body and no dot. */
  | { kind: 'fenced_off' }
  /** The fence threw or hung; whether its mark is stored is unknown. Nothing has left. */
  | { kind: 'fence_failed'; cause: unknown }
  /** The signal came before the fence ran. Nothing has left. */
  | { kind: 'aborted' }
  /** The body was on its way and no final reply came: only a person or the Sent folder can tell (D1). */
  | { kind: 'unknown'; phase: 'body' | 'final_reply'; reply: string };
