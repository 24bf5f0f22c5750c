import type { Actor } from '../../contracts/actor.ts';
import { ProblemError, found, refuseInvalid } from '../../contracts/problems.ts';
import { relatedRecordChanges } from '../../contracts/receivables/changes.ts';
import { MAX_FILE_BYTES } from '../../contracts/receivables/documents.ts';
import { EVENTFUL_KINDS } from '../../contracts/receivables/kinds.ts';
import type {
  AddRelatedEvent,
  RelatedRecordDetail,
  SaveFile,
} from '../../contracts/receivables/related-records.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { runCommand } from '../run-command.ts';
import { decimalProblems } from './refuse-decimals.ts';

/**
 * Adds what happened to a document, card, bank account or e-mandate (C16). One whose external id is known changes nothing.
 *
 * @throws ProblemError `not_found` when absent or of a hidden customer; `conflict` for other kinds
 */
export function addRelatedEvent(
  deps: CommandDeps,
  actor: Actor,
  { relatedRecordId, ...event }: AddRelatedEvent & { relatedRecordId: string },
): Promise<RelatedRecordDetail> {
  return changeRecord(deps, actor, relatedRecordId, async (tx, record, now) => {
    if (!EVENTFUL_KINDS.some((kind) => kind === record.kind))
      throw new ProblemError(
        'conflict',
        `Nothing happens to a ${record.kind}: events are for ${EVENTFUL_KINDS.join(', ')}.`,
      );
    const amount = event.amount ?? null;
    const currency = amount === null ? null : (event.currency ?? record.currency);
    if (amount !== null && currency === null)
      refuseInvalid([{ field: 'currency', message: 'is needed: the record has none' }]);
    if (amount !== null) refuseInvalid(decimalProblems({ amount }, currency!));
    await deps.store.relatedRecords.addEvent(tx, {
      id: deps.newId('relatedEvent'),
      relatedRecordId,
      kind: event.kind,
      occurredOn: event.occurredOn,
      amount,
      currency,
      externalId: event.externalId ?? null,
      now,
    });
  });
}

/**
 * Stores the file of a document, in place of the one before (C16).
 *
 * @throws ProblemError `not_found` when absent or of a hidden customer; `conflict` for other kinds; `validation` for a file
 *   that is too large
 */
export function saveDocumentFile(
  deps: CommandDeps,
  actor: Actor,
  { relatedRecordId, name, contentType, content }: SaveFile & { relatedRecordId: string },
): Promise<RelatedRecordDetail> {
  const bytes = Buffer.from(content, 'base64');
  if (bytes.length > MAX_FILE_BYTES)
    refuseInvalid([{ field: 'content', message: 'must be ten megabytes at most' }]);
  return changeRecord(deps, actor, relatedRecordId, async (tx, record, now) => {
    if (record.kind !== 'document') throw new ProblemError('conflict', 'Files are for documents only.');
    await deps.store.documents.saveFile(tx, {
      relatedRecordId,
      name,
      contentType: contentType.toLowerCase(),
      content: bytes,
      storedById: actor.userId,
      now,
    });
  });
}

/**
 * Deletes the file of a document, with its bytes (C16, U5).
 *
 * @throws ProblemError `not_found` when there is none, or of a hidden customer
 */
export function deleteDocumentFile(
  deps: CommandDeps,
  actor: Actor,
  { relatedRecordId }: { relatedRecordId: string },
): Promise<RelatedRecordDetail> {
  return changeRecord(deps, actor, relatedRecordId, async (tx, { file }) => {
    found(file, 'file');
    await deps.store.documents.deleteFiles(tx, [relatedRecordId]);
  });
}

function changeRecord(
  deps: CommandDeps,
  actor: Actor,
  relatedRecordId: string,
  change: (tx: Tx, record: RelatedRecordDetail, now: number) => Promise<void>,
): Promise<RelatedRecordDetail> {
  const find = (tx: Tx) => deps.store.relatedRecords.find(tx, actor, relatedRecordId);
  return runCommand(deps, actor, async (tx, now) => {
    const before = found(await find(tx), 'related record');
    await change(tx, before, now);
    const after = found(await find(tx), 'related record');
    const { customerId } = after;
    await recordChange(deps, tx, relatedRecordChanges.updated, {
      actor,
      now,
      entityId: relatedRecordId,
      customerId,
      before,
      after,
    });
    return after;
  });
}
