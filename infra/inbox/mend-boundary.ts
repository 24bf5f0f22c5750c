import type { ReadLimits } from './read-limits.ts';
import { splitMail, type RawPart } from './split-mail.ts';

/** A line that looks like a boundary, with a header of a part below it. */
const BOUNDARY = /^--([^\r\n]{1,200}?)[ \t]*\r?\n(?:Content-[A-Za-z-]+|MIME-Version)[ \t]*:/m;
const SAMPLE_BYTES = 64 * 1024;

/** Takes a multipart apart by the boundary that really stands in it; null: none does. */
export async function mendBoundary(part: RawPart, limits: ReadLimits): Promise<RawPart | null> {
  const content = Buffer.concat(part.chunks);
  const boundary = BOUNDARY.exec(content.subarray(0, SAMPLE_BYTES).toString('latin1'))?.[1];
  if (boundary === undefined || /["\\]/.test(boundary)) return null;
  const type = `multipart/${/^[\w-]+$/.test(part.node.multipart || '') ? part.node.multipart : 'mixed'}`;
  const head = Buffer.from(`Content-Type: ${type}; boundary="${boundary}"\r\n\r\n`);
  const { root } = await splitMail(Buffer.concat([head, content]), limits);
  return root !== null && root.children.length > 0 ? root : null;
}
