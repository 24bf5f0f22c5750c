import type { Transform } from 'node:stream';
import { Splitter, type MimeNode, type SplitterChunk } from '@zone-eu/mailsplit';
import type { ReadLimits } from './read-limits.ts';

/** A part as it stands in the mail: its own bytes are not copied, decoded or believed. */
export interface RawPart {
  node: MimeNode;
  children: RawPart[];
  /** Of a leaf: its content. Of a multipart: what stands between and around its parts. */
  chunks: Buffer[];
}

/** A mail taken apart. */
export interface SplitMail {
  root: RawPart | null;
  /** Whether a bound was met: parts that came later are missing. */
  isCut: boolean;
}

/** The least that the splitter counts a header line for. */
const LEAST_LINE_COST = 64;

/**
 * Takes a mail apart along its boundaries. Mails within it stay whole: they are taken apart by themselves, so that nothing of
 * theirs is taken for a part of this one. Gives back to other work in between, so a large mail stops nobody.
 */
export function splitMail(
  bytes: Buffer,
  limits: Pick<ReadLimits, 'headBytes' | 'parts'>,
): Promise<SplitMail> {
  // Its types know no event but `data`.
  const splitter = new Splitter({
    ignoreEmbedded: true,
    maxHeadSize: limits.headBytes * LEAST_LINE_COST,
    maxChildNodes: limits.parts,
  }) as unknown as Transform;
  const parts = new Map<MimeNode, RawPart>();
  let root: RawPart | null = null;
  splitter.on('data', (chunk: SplitterChunk) => {
    if (chunk.type !== 'node') {
      parts.get(chunk.node)?.chunks.push(chunk.value);
      return;
    }
    const part: RawPart = { node: chunk, children: [], chunks: [] };
    parts.set(chunk, part);
    if (chunk.parentNode) parts.get(chunk.parentNode)?.children.push(part);
    else root ??= part;
  });
  return new Promise((resolve) => {
    splitter.on('end', () => resolve({ root, isCut: false }));
    // A bound: what came before it has been read.
    splitter.on('error', () => resolve({ root, isCut: true }));
    splitter.end(bytes);
  });
}
