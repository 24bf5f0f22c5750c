import { type Readable, Transform, pipeline } from 'node:stream';
import type { Request } from 'express';
import { ProblemError } from '../contracts/problems.ts';

/**
 * The body of a CSV upload as a stream of bytes, not held in memory; it fails with `too_large` past the limit.
 *
 * @throws ProblemError `unsupported_media_type` unless it is `text/csv` without compression
 * @throws ProblemError `too_large` when the announced length is past the limit
 */
export function csvStream(request: Request, limitBytes: number): Readable {
  if (!request.is('text/csv')) throw new ProblemError('unsupported_media_type', 'Send the body as text/csv.');
  if ((request.get('content-encoding') ?? 'identity') !== 'identity') {
    throw new ProblemError('unsupported_media_type', 'Send the CSV without compression.');
  }
  const tooLarge = () => new ProblemError('too_large', `A CSV may have at most ${limitBytes} bytes.`);
  if (Number(request.get('content-length') ?? 0) > limitBytes) throw tooLarge();
  let received = 0;
  const limiter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      received += chunk.length;
      done(received > limitBytes ? tooLarge() : null, chunk);
    },
  });
  // The reader of the stream hears of every error; here there is nothing more to do.
  return pipeline(request, limiter, () => {});
}
