import type { SkipReason, WaitReason } from '../../contracts/sending/kinds.ts';
import type { Tracking } from '../../contracts/sending/tracking.ts';
import type { PreparedSms } from '../../domain/sending/compose-sms.ts';
import type { PreparedMessage } from '../../domain/sending/compose-message.ts';
import type { MailboxState } from '../../domain/sending/mailbox-state.ts';
import type { SequenceLimit } from '../../domain/sending/limits-of.ts';
import type { SendFacts } from '../../domain/sending/send-facts.ts';
import type { Fence } from '../../infra/db/sending/fence.ts';
import type { MessageBelongs, SettleInput, SourceRef } from '../../infra/db/sending/ledger.ts';
import type { Gate } from '../../infra/db/locks.ts';
import type { Piece, RawTx, RunningTx } from '../../infra/db/raw-transaction.ts';
import type { Claimed, SendChannel } from './transport.ts';

/** A transaction of a source: one that can send its commit along with the last statements does. */
export type SendTx = RawTx & Partial<Pick<RunningTx, '$commitAfter'>>;

/** A mailbox as a source has read it with its row. `isHeld`: an emergency switch stops it (D9). */
export type KnownMailbox = MailboxState & { isHeld?: boolean };

/** The row of a source, locked behind its customer, as the last transaction of a send finds it. */
export interface Locked<Row> {
  row: Row;
  /** The mailboxes it may use, where they were read with the row. */
  mailboxes?: readonly KnownMailbox[];
}

/** The row as a claim finds it, with everything its message is made of. */
export interface Opened<Row> {
  row: Row;
  facts: SendFacts;
  /** The message its text was written for, when there is no row in the ledger yet. */
  messageId?: string | null;
  /** The slot it was given before, epoch milliseconds. */
  slotAt: number | null;
  /** Since when it wants to leave, epoch milliseconds: its place in the line of its customer (D6); null: only now. */
  since: number | null;
  /** A person asked for it: it passes the line of what waits for limits, not the limits (S14). */
  isFirst: boolean;
  /** Whose hours it leaves in: messages of one kind are equal in line. */
  hours: string;
  /** The sequence it belongs to, with its limits (S14). */
  sequence?: { sequenceId: string; limits: readonly SequenceLimit[] };
  mailbox?: KnownMailbox | undefined;
}

/** The ids of a message that is being made. */
export interface MessageIds {
  messageId: string;
  unsubscribeUrl: string;
}

/** A message that may leave if there is a place for it. */
export interface Composed {
  kind: 'composed';
  /** How it leaves. */
  channel: SendChannel;
  message: Omit<PreparedMessage | PreparedSms, 'isThreaded'> & { segments?: number };
  /** The mail it follows, and its thread from the root. */
  thread: { id: string | null; references: string[] };
  /** What it belongs to, kept in the ledger. */
  belongs: MessageBelongs;
  /** What it was made from, kept in the ledger (D7). */
  facts: Readonly<Record<string, unknown>>;
  /** What is watched for (T1). */
  tracking: Tracking;
  /** Of a message that asks for money by name: the invoices. */
  invoiceIds?: string[];
  /** It goes to our own people: it is nothing that a customer hears, and belongs to none in the ledger. */
  isInternal?: boolean;
}

/** What happens instead of a message. */
export type NotComposed<Next, Text> =
  | { kind: 'instead'; change: SendChange }
  | { kind: 'done'; next: Next }
  /** A language model has to write it first (M4). */
  | { kind: 'unwritten'; text: Text };

/** Why a message waits, and until when it is known to; epoch milliseconds. */
export interface Waiting {
  to: 'waiting';
  reason: WaitReason;
  until: number | null;
  /** The slot it has from now on; left out: as before. */
  slotAt?: number | null;
}

/** What a row of a source becomes on the way of its message. */
export type SendChange =
  | { to: 'sending'; messageId: string; slotAt: number | null }
  | Waiting
  /** It needs a person: a repair, or an answer (D1). */
  | { to: 'failed' | 'uncertain'; code: string; detail: string }
  /** `detail`: the reason in words, with the amounts. */
  | { to: 'skipped'; reason: SkipReason; detail?: string }
  /** Nothing has left: it is as if it had not been tried. */
  | { to: 'untried' }
  /** The claim belongs to another attempt: nothing of this one counts. */
  | { to: 'lost' }
  | { to: 'sent'; claimed: Claimed };

/** A message that was sent, with what goes into the ledger. */
export interface SentMessage {
  claimed: Claimed;
  ledger: Omit<SettleInput, 'now'> & { status: 'sent' };
}

/** Until when a message waits, epoch milliseconds, and for what; null: for nothing. */
export interface Waited {
  at: number;
  reason: WaitReason | null;
}

/** Why this very message leaves later; epoch milliseconds. */
export interface Denial {
  reason: WaitReason;
  until: number;
  /** A longer wait is a timer of the workflow; left out: as long as any denial may be. */
  mostMs?: number;
}

/**
 * Where a message comes from: the row that wants it, and what becomes of the row. Everything else about a send, claim,
 * place, fence, outcome, is the same for all sources.
 */
export interface SendSource<Tx extends SendTx, Row, Next, Text = never> {
  readonly ref: SourceRef;
  /** Marks the hand-over, if the row is still to leave. */
  readonly passFence: Fence;
  /** Runs one transaction. */
  run<T>(body: (tx: Tx) => Promise<T>): Promise<T>;
  /** For the claim: gates, locks, re-reads. `vanished`: the token of a hand-over whose owner is gone. */
  open(
    tx: Tx,
    now: number,
  ): Promise<
    | ({ kind: 'open' } & Opened<Row>)
    | { kind: 'vanished'; row: Row; token: string }
    | { kind: 'done'; next: Next }
  >;
  /** For the outcome: locks and re-reads. */
  lock(tx: Tx, now: number): Promise<({ kind: 'locked' } & Locked<Row>) | { kind: 'done'; next: Next }>;
  /** What would leave now. Reads and writes nothing but its own row. */
  compose(
    tx: Tx,
    opened: Opened<Row>,
    ids: MessageIds,
    now: number,
  ): Promise<Composed | NotComposed<Next, Text>>;
  /** What has to be open while the fence is passed, besides switch and mailbox. */
  gatesOf(row: Row): readonly Gate[];
  /** When it may leave from an instant on: later, if the hours of the row are over, or not come yet, then. */
  opensAt(opened: Opened<Row>, waited: Waited): number;
  /** What closes its hours at an instant at which they are closed; left out: the window. */
  closedBy?(opened: Opened<Row>, at: number): WaitReason;
  /** The same for the next try after a refusal, when nothing but the row is at hand. */
  retriesAt(tx: Tx, row: Row, at: number): Promise<number>;
  /** What shows on the row that its message is claimed, as a part of the claim's statement; left out: `show` writes it. */
  showing?(row: Row, now: number): Piece;
  /** Writes what becomes of the row, and answers what comes next: the last statements of a transaction. */
  show(tx: Tx, row: Row, change: SendChange, now: number): Promise<Next>;
  /**
   * Settles a message that was sent without reading anything anew, if nothing moved since its claim; null: something may
   * have, and nothing was written. `row` as it was claimed.
   */
  settleSent?(row: Row, sent: SentMessage, now: number): Promise<Next | null>;
  /** Has a missing text written and keeps it, outside of any transaction. @returns why it could not be written */
  write?(text: Text): Promise<string | null>;
  /** After the commit of an outcome; `row` as it was before. */
  afterSettled?(row: Row): Promise<void>;
  /** Null: what comes next is something else than a wait of this message. */
  denialOf(next: Next): Denial | null;
}
