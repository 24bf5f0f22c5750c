import { textOfPart } from './body-text.ts';
import { decodeBody } from './decode-body.ts';
import type { MailInside } from '../../domain/inbox/read-mail.ts';
import { bodyOf, oneOf } from './mail-body.ts';
import { HeaderBlock } from './mail-headers.ts';
import { keepPart, keepReport, noFindings, typeOf, type Findings } from './mail-parts.ts';
import { mendBoundary } from './mend-boundary.ts';
import { openSigned } from './open-signed.ts';
import { splitMail, type RawPart } from './split-mail.ts';

const REPORTS = {
  'message/delivery-status': 'delivery_status',
  'message/global-delivery-status': 'delivery_status',
  'message/feedback-report': 'feedback_report',
} as const;
const INSIDE = /^(?:message\/(?:rfc822|global|rfc822-headers|global-headers)|text\/rfc822-headers)$/;

/** Both of what is signed and of what is encrypted. */
const SIGNED = /^application\/(?:x-)?pkcs7-mime$/;

/** Walks through a mail and gathers its body, its files, its reports and the mails inside of it. */
export async function walkPart(found: Findings, part: RawPart): Promise<void> {
  const { multipart } = part.node;
  if (!multipart) return walkLeaf(found, part);
  if (multipart === 'encrypted') found.problems.add('encrypted');
  if (part.children.length === 0) return walkUnparted(found, part);
  if (multipart === 'alternative') return walkAlternative(found, part);
  for (const [index, child] of part.children.entries()) {
    // Of a report, only what stands first was written for people.
    if (multipart === 'report' && index > 0 && isText(child)) await walkFile(found, child);
    else await walkPart(found, child);
  }
}

async function walkAlternative(found: Findings, part: RawPart): Promise<void> {
  const before = found.blocks;
  const choices: Findings['blocks'] = [];
  found.blocks = choices;
  for (const child of part.children) await walkPart(found, child);
  found.blocks = before;
  if (choices.length > 0) found.blocks.push(oneOf(choices));
}

/** A mail that says it has parts, where none was found: by the boundary that stands in it, or as the text that it is. */
async function walkUnparted(found: Findings, part: RawPart): Promise<void> {
  const mended = await mendBoundary(part, found.limits);
  if (mended !== null) {
    found.problems.add('wrong_boundary');
    return walkPart(found, mended);
  }
  found.problems.add('no_parts');
  const { text } = textOfPart(part, await decodeBody(part));
  found.blocks.push(
    /<(?:html|body|div|p|br)\b/i.test(text) ? { text: null, html: text } : { text, html: null },
  );
}

async function walkLeaf(found: Findings, part: RawPart): Promise<void> {
  const type = part.node.contentType || 'text/plain';
  if (INSIDE.test(type)) return walkInside(found, part, type);
  if (SIGNED.test(type)) return walkSigned(found, part);
  if (type in REPORTS) {
    const content = await decodeBody(part);
    keepReport(found, REPORTS[type as keyof typeof REPORTS], textOfPart(part, content).text);
    keepPart(found, part, content);
    return;
  }
  if (!isText(part) || part.node.disposition === 'attachment' || isFile(part)) return walkFile(found, part);
  const { text, isLabelWrong } = textOfPart(part, await decodeBody(part));
  if (isLabelWrong) found.problems.add('wrong_charset');
  found.blocks.push(type === 'text/html' ? { text: null, html: text } : { text, html: null });
}

/** A signature that wraps the mail: what is in it is the mail. */
async function walkSigned(found: Findings, part: RawPart): Promise<void> {
  const content = await decodeBody(part);
  keepPart(found, part, content);
  const mail = found.depth < found.limits.depth ? openSigned(content) : null;
  const root = mail === null ? null : (await splitMail(mail, found.limits)).root;
  if (root === null) {
    found.problems.add('encrypted');
    return;
  }
  found.depth += 1;
  await walkPart(found, root);
  found.depth -= 1;
}

async function walkInside(found: Findings, part: RawPart, type: string): Promise<void> {
  const content = await decodeBody(part);
  keepPart(found, part, content);
  if (found.inside.length >= found.limits.inside) {
    found.problems.add('parts_left_out');
    return;
  }
  const inside = await readInside(content, type, found);
  if (inside !== null) found.inside.push(inside);
}

/** Reads a mail, or the headers of one, that lies in another; null: it lies too deep. Its own files and reports stay in it. */
async function readInside(
  content: Buffer,
  type: string,
  { limits, depth }: Findings,
): Promise<MailInside | null> {
  const headers = HeaderBlock.of(content, limits).list();
  const contentType = typeOf(type);
  if (type.endsWith('headers')) return { contentType, headers, text: '' };
  if (depth >= limits.depth) return null;
  const { root } = await splitMail(content, limits);
  const found = noFindings({ ...limits, partBytes: 0 }, depth + 1);
  if (root) await walkPart(found, root);
  return { contentType, headers, text: bodyOf(found.blocks, limits).text };
}

async function walkFile(found: Findings, part: RawPart): Promise<void> {
  keepPart(found, part, await decodeBody(part));
}

/** Text that is read: without any type too, and of the bare `text` of old programs. */
const isText = ({ node }: RawPart): boolean =>
  /^text(?:\/(?:plain|html))?$/.test(node.contentType || 'text/plain');

/** A text with a name is a file, unless it is the mail itself. */
const isFile = ({ node }: RawPart): boolean => node.filename !== false && node.parentNode !== false;
