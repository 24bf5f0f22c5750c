import { createHash } from 'node:crypto';
import type { Viewer } from '../../../contracts/actor.ts';
import type { Document, DocumentFile } from '../../../contracts/receivables/documents.ts';
import type { Tx } from '../client.ts';
import type { Prisma } from '../generated/client.ts';
import { dayOf, isoOf, moneyOf } from '../rows.ts';
import { canSeeCustomer } from '../visibility.ts';

/** All of a file but its content: a list of documents reads no bytes of them. */
const FILE = { name: true, contentType: true, size: true, sha256: true, storedAt: true } as const;
type FileRow = Prisma.DocumentFileGetPayload<{ select: typeof FILE }>;

/** A file as it is shown. */
export const shownFile = (row: FileRow | null): DocumentFile | null =>
  row && { ...row, storedAt: isoOf(row.storedAt) };

/** Documents of a customer, newest first; null when the customer is absent or hidden. */
export async function list(
  db: Tx,
  viewer: Viewer,
  { customerId, limit }: { customerId: string; limit: number },
): Promise<Document[] | null> {
  if (!(await canSeeCustomer(db, viewer, customerId))) return null;
  const rows = await db.relatedRecord.findMany({
    where: { customerId, kind: 'document' },
    include: { file: { select: FILE } },
    orderBy: { id: 'desc' },
    take: limit,
  });
  return rows.map(({ id, externalId, status, currency, url, ...row }) => ({
    id,
    externalId,
    status,
    currency,
    url,
    occurredOn: row.occurredOn && dayOf(row.occurredOn),
    endsOn: row.endsOn && dayOf(row.endsOn),
    amount: row.amount && moneyOf(row.amount),
    file: shownFile(row.file),
  }));
}

/** What of files is known, by the record that they belong to. */
export async function filesOf(
  db: Tx,
  relatedRecordIds: readonly string[],
): Promise<Map<string, DocumentFile>> {
  const rows = await db.documentFile.findMany({
    where: { relatedRecordId: { in: [...relatedRecordIds] } },
    select: { ...FILE, relatedRecordId: true },
  });
  return new Map(rows.map(({ relatedRecordId, ...row }) => [relatedRecordId, shownFile(row)!]));
}

/** A stored file with its bytes; null when absent or of a hidden customer. */
export async function findFile(
  db: Tx,
  viewer: Viewer,
  relatedRecordId: string,
): Promise<(DocumentFile & { content: Buffer }) | null> {
  const row = await db.documentFile.findUnique({
    where: { relatedRecordId },
    select: { ...FILE, content: true, record: { select: { customerId: true } } },
  });
  if (!row || !(await canSeeCustomer(db, viewer, row.record.customerId))) return null;
  const { content, record: _record, ...file } = row;
  return { ...shownFile(file)!, content: Buffer.from(content) };
}

/** Stores the file of a document, in place of the one before. */
export async function saveFile(
  tx: Tx,
  input: {
    relatedRecordId: string;
    name: string;
    contentType: string;
    content: Buffer;
    storedById: string;
    now: number;
  },
): Promise<void> {
  const { relatedRecordId, name, contentType, content, storedById, now } = input;
  const sha256 = createHash('sha256').update(content).digest('hex');
  // Prisma's own upsert sends the bytes twice.
  await tx.$executeRaw`
    INSERT INTO document_file (related_record_id, name, content_type, size, sha256, content, stored_at, stored_by_id)
    VALUES (${relatedRecordId}, ${name}, ${contentType}, ${content.length}, ${sha256}, ${content}, ${new Date(now)},
      ${storedById})
    ON CONFLICT (related_record_id) DO UPDATE SET name = EXCLUDED.name, content_type = EXCLUDED.content_type,
      size = EXCLUDED.size, sha256 = EXCLUDED.sha256, content = EXCLUDED.content, stored_at = EXCLUDED.stored_at,
      stored_by_id = EXCLUDED.stored_by_id`;
}

/** Deletes files with their bytes; returns how many there were. */
export async function deleteFiles(tx: Tx, relatedRecordIds: readonly string[]): Promise<number> {
  const { count } = await tx.documentFile.deleteMany({
    where: { relatedRecordId: { in: [...relatedRecordIds] } },
  });
  return count;
}

/** A forgotten person and the files of their customer. */
interface TheirFiles {
  customerId: string;
  /** Matches what the person was called and reached by. */
  pattern: string;
}

/**
 * Documents whose stored file is about a person: its name names them, or its text does where it is text. What is packed, as
 * most PDFs and pictures are, says nothing here.
 */
export async function findFilesAbout(tx: Tx, { customerId, pattern }: TheirFiles): Promise<string[]> {
  const files = await tx.documentFile.findMany({
    where: { record: { customerId } },
    select: { relatedRecordId: true, name: true, contentType: true },
  });
  const found: string[] = [];
  for (const { relatedRecordId, name, contentType } of files)
    if (
      (await isAbout(tx, name, pattern)) ||
      (IS_TEXT.test(contentType) && (await isAbout(tx, await textOf(tx, relatedRecordId), pattern)))
    )
      found.push(relatedRecordId);
  return found;
}

const IS_TEXT = /^(?:text\/|message\/|application\/(?:json|xml|xhtml)|image\/svg)/;

/** One file at a time: they are large. */
async function textOf(tx: Tx, relatedRecordId: string): Promise<string> {
  const row = await tx.documentFile.findUnique({ where: { relatedRecordId }, select: { content: true } });
  return Buffer.from(row?.content ?? [])
    .toString('utf8')
    .replaceAll('\0', '');
}

async function isAbout(tx: Tx, text: string, pattern: string): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ is: boolean }[]>`SELECT ${text}::text ~* ${pattern} AS is`;
  return row?.is ?? false;
}

/** How many stored files a customer has. */
export function countFiles(tx: Tx, customerId: string): Promise<number> {
  return tx.documentFile.count({ where: { record: { customerId } } });
}
