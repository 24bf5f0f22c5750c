import type { MinimumAmounts } from '../../../contracts/minimum-amounts.ts';
import { SYSTEM } from '../../../contracts/actor.ts';
import { localDateOf } from '../../../domain/time/calendar.ts';
import { found } from '../../../contracts/problems.ts';
import type { TouchpointFacts } from '../../../domain/programs/touchpoint-facts.ts';
import { composeTouchpoint, type WrittenText } from '../../../domain/programs/touchpoint-message.ts';
import type {
  ScheduledTouchpoint,
  WrittenBasis,
  WrittenContent,
} from '../../../domain/programs/written-touchpoint.ts';
import type { Tx } from '../../../infra/db/client.ts';
import type { ScheduledTouchpointChange } from '../../../infra/db/programs/touchpoints/scheduled-touchpoints.ts';
import type { CommandDeps } from '../../deps.ts';
import { readTouchpointContent, type TouchpointContent } from './read-touchpoint-content.ts';

/** What messages of one run are written with. */
export interface Writing {
  mailboxId: string | null;
  fromAddress: string | null;
  /** Of the program; null: the organisation's. */
  minimumAmounts: MinimumAmounts | null;
  contents: ReadonlyMap<string, TouchpointContent>;
  /**
   * The day their days past due count to: the organisation's at the nominal moment of the run. It stays what it is when a
   * message is written anew, so that approving late changes no words.
   */
  today: string;
}

/** Reads what messages of a run are written with; `touchpointIds` says of which touchpoints. */
export async function readWriting(
  deps: Pick<CommandDeps, 'store'>,
  db: Tx,
  { runId, touchpointIds }: { runId: string; touchpointIds: readonly string[] },
): Promise<Writing> {
  const { store } = deps;
  const run = found(await store.programRuns.read(db, runId), 'run');
  const program = found(await store.programs.read(db, run.programId), 'program');
  const { zone } = await store.organisation.get(db, SYSTEM);
  return {
    mailboxId: await store.programs.mailboxIdOf(db, program),
    fromAddress: program.fromAddress,
    minimumAmounts: program.minimumAmounts,
    contents: await readTouchpointContent(deps, db, [...new Set(touchpointIds)]),
    today: localDateOf(run.nominalAt, zone),
  };
}

/** Reads the facts of messages, by customer. */
export function readFactsOf(
  { store }: Pick<CommandDeps, 'store'>,
  db: Tx,
  { rows, writing, now }: { rows: readonly ScheduledTouchpoint[]; writing: Writing; now: number },
): Promise<Map<string, TouchpointFacts>> {
  const copies = [...writing.contents.values()].flatMap(({ cc, bcc }) => [...cc, ...bcc]);
  const named = rows.flatMap(({ content }) =>
    content ? [...content.to, ...content.cc, ...content.bcc] : [],
  );
  return store.touchpointFacts.readAll(db, {
    customerIds: rows.map((row) => row.customerId),
    mailboxId: writing.mailboxId,
    fromAddress: writing.fromAddress,
    minimumAmounts: writing.minimumAmounts,
    addresses: [...copies, ...named],
    now,
  });
}

/** One message to be written. */
export interface RowToWrite {
  row: ScheduledTouchpoint;
  content: TouchpointContent;
  facts: TouchpointFacts;
  today: string;
  now: number;
  /** Of mode `prompt`: what the language model wrote. */
  written?: WrittenText | null;
}

/**
 * Writes one message from live facts: what becomes of its row. What a person wrote, and to whom they addressed it, stays;
 * so does its id in the ledger, which stands in its unsubscribe link. One that cannot be written fails, with `retry` (M3).
 */
export function writeRow(
  deps: Pick<CommandDeps, 'links' | 'hash' | 'newId'>,
  input: RowToWrite,
): ScheduledTouchpointChange {
  const { row, content: touchpoint, facts, today, now, written = null } = input;
  const { scheduledTouchpointId, invoiceId } = row;
  const messageId = row.messageId ?? deps.newId('message');
  const before = row.content;
  const isTextByHand = written === null && before?.isTextByHand === true;
  const isAddressedByHand = before?.isAddressedByHand === true;
  const prepared = composeTouchpoint({
    content: touchpoint,
    facts,
    invoiceId,
    today,
    now,
    unsubscribeUrl: deps.links.unsubscribeUrl(messageId),
    hash: deps.hash,
    written: isTextByHand
      ? {
          ...before,
          bodyHtml: before.html,
          bodyText: before.text,
        }
      : written,
    byHand: isAddressedByHand ? before : null,
  });
  switch (prepared.kind) {
    case 'skip':
      return {
        scheduledTouchpointId,
        set: { status: 'skipped', reason: prepared.reason, endedAt: now, ...NOTHING_PENDING },
      };
    case 'error':
      return failedRow(scheduledTouchpointId, prepared);
    case 'message': {
      const { message, invoices, basis } = prepared;
      const of = (kind: 'to' | 'cc' | 'bcc') =>
        message.recipients.filter((each) => each.kind === kind).map((each) => each.address);
      const { subject, html, text, language, contactId } = message;
      const content: WrittenContent = {
        subject,
        html,
        text,
        language,
        contactId,
        invoices,
        to: of('to'),
        cc: of('cc'),
        bcc: of('bcc'),
        isTextByHand,
        isAddressedByHand,
      };
      return {
        scheduledTouchpointId,
        set: {
          content,
          facts: basis,
          messageId,
          contentHash: contentHashOf(deps, content, basis),
          arVersion: facts.customer.arVersion,
          errorCode: null,
          errorDetail: null,
        },
      };
    }
  }
}

/** What a row that is decided or out of the way does not have any more. */
export const NOTHING_PENDING = { wakeAt: null, heldReason: null, heldUntil: null } as const;

/** A row that cannot be written, with the reason: a repair and `retry` bring it back. */
export function failedRow(
  scheduledTouchpointId: string,
  { code, detail }: { code: string; detail: string },
): ScheduledTouchpointChange {
  const set = { status: 'failed', decision: null, errorCode: code, errorDetail: detail } as const;
  return { scheduledTouchpointId, set: { ...set, ...NOTHING_PENDING } };
}

/** Changes whenever words, recipients or the facts behind them do: what an approval is for (P14). */
export function contentHashOf(
  { hash }: Pick<CommandDeps, 'hash'>,
  { subject, html, text, to, cc, bcc }: WrittenContent,
  { fingerprint }: WrittenBasis,
): string {
  return hash(JSON.stringify([subject, html, text, to, cc, bcc, fingerprint]));
}
