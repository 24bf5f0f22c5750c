import type { IncomingMessage } from 'node:http';

/** The first bytes of an answer as text; one that is cut short, or too slow, ends where it ended. Never throws. */
export async function readBeginning(response: IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= maxBytes) break;
    }
  } catch {
    // Its status has said already what happened.
  }
  return Buffer.concat(chunks).subarray(0, maxBytes).toString('utf8');
}
