import type { MailInside, MailPart, MailProblem, MailReport } from '../../domain/inbox/read-mail.ts';
import { cleanLine, cleanText, cutAt } from './clean-text.ts';
import type { BodyBlock } from './mail-body.ts';
import type { ReadLimits } from './read-limits.ts';
import type { RawPart } from './split-mail.ts';

const MAX_NAME_LENGTH = 200;
const TYPE = /^[\w!#$&^.+-]{1,80}\/[\w!#$&^.+-]{1,120}$/;

/** What is found while a mail is walked through. */
export interface Findings {
  limits: ReadLimits;
  /** How many mails this one is inside of. */
  depth: number;
  blocks: BodyBlock[];
  parts: MailPart[];
  reports: MailReport[];
  inside: MailInside[];
  problems: Set<MailProblem>;
  /** Bytes of the parts that were kept. */
  keptBytes: number;
}

export const noFindings = (limits: ReadLimits, depth: number): Findings => ({
  limits,
  depth,
  blocks: [],
  parts: [],
  reports: [],
  inside: [],
  problems: new Set(),
  keptBytes: 0,
});

/** Keeps a part that is no body, with its content where the bounds let it. */
export function keepPart(found: Findings, { node }: RawPart, content: Buffer): void {
  const { limits } = found;
  const isKept = content.length <= limits.partBytes && found.keptBytes + content.length <= limits.keptBytes;
  if (isKept) found.keptBytes += content.length;
  else found.problems.add('part_too_large');
  const id = node.headers ? node.headers.getFirst('content-id') : '';
  const contentId = cleanLine(id.replace(/^\s*<|>\s*$/g, ''), MAX_NAME_LENGTH) || null;
  const inRelated = node.parentNode !== false && node.parentNode.multipart === 'related';
  found.parts.push({
    contentType: typeOf(node.contentType),
    name: nameOf(node.filename),
    size: content.length,
    contentId,
    isInline: node.disposition === 'inline' || (inRelated && contentId !== null),
    content: isKept ? content : null,
  });
}

/** A content type as it may be given to others; what is none is a row of bytes. */
export function typeOf(contentType: string | false): string {
  return contentType && TYPE.test(contentType) ? contentType : 'application/octet-stream';
}

/** A file's name without folders, controls and signs that turn the direction; null: it has none. */
function nameOf(filename: string | false): string | null {
  if (!filename) return null;
  const name = cleanLine(filename.split(/[/\\:]/).at(-1) ?? '', MAX_NAME_LENGTH).replace(/^\.+/, '');
  return name === '' ? null : name;
}

/** A report for machines, as text. */
export function keepReport(found: Findings, kind: MailReport['kind'], text: string): void {
  found.reports.push({ kind, text: cutAt(cleanText(text), found.limits.rawBodyBytes) });
}
