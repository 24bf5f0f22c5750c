import { type Readable, Transform, pipeline } from 'node:stream';
import type { Request } from 'express';
import { ENCODINGS, type Encoding } from '../contracts/csv.ts';
import { ProblemError } from '../contracts/problems.ts';
import { receiveForm } from './form-upload.ts';

/** A file that was sent, as a stream of bytes that is not held in memory; it fails with `too_large` past the limit. */
export interface Upload {
  body: Readable;
  /** As the Content-Type says; undefined: it says nothing. */
  encoding: Encoding | undefined;
  /** Fields of a browser form beside the file: what else may stand in the query. */
  fields: Readonly<Record<string, string>>;
  /** Lets go of what the upload holds. */
  close(): Promise<void>;
}

/** Media types that programs give to delimited text; browsers on machines with a spreadsheet call it one. */
const MEDIA_TYPES = [
  'text/csv',
  'text/plain',
  'text/x-csv',
  'text/comma-separated-values',
  'text/x-comma-separated-values',
  'text/tab-separated-values',
  'application/csv',
  'application/x-csv',
  'application/vnd.ms-excel',
  'application/octet-stream',
];

/** The media type of a browser form with a file. */
const FORM_TYPE = 'multipart/form-data';

/** What an upload may be sent as. */
export const UPLOAD_TYPES = [...MEDIA_TYPES, FORM_TYPE];

/**
 * The file of a request: its body, or the one file of a browser form.
 *
 * @throws ProblemError `unsupported_media_type` unless it is CSV-like and without compression
 * @throws ProblemError `too_large` when the announced length is past the limit
 */
export async function uploadOf(request: Request, limitBytes: number): Promise<Upload> {
  if (!request.is(UPLOAD_TYPES)) {
    throw new ProblemError(
      'unsupported_media_type',
      'Send the file as text/csv, or in a form as multipart/form-data.',
    );
  }
  if ((request.get('content-encoding') ?? 'identity') !== 'identity') {
    throw new ProblemError('unsupported_media_type', 'Send the file without compression.');
  }
  const tooLarge = () => new ProblemError('too_large', `A file may have at most ${limitBytes} bytes.`);
  if (request.is(FORM_TYPE)) return receiveForm(request, { limitBytes, tooLarge });
  if (Number(request.get('content-length') ?? 0) > limitBytes) throw tooLarge();
  const encoding = encodingOf(request.get('content-type') ?? '');
  let received = 0;
  const limiter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      received += chunk.length;
      done(received > limitBytes ? tooLarge() : null, chunk);
    },
  });
  // The reader of the stream hears of every error; here there is nothing more to do.
  const body = pipeline(request, limiter, () => {});
  return { body, encoding, fields: {}, close: async () => {} };
}

/** Other names of encodings (WHATWG): Latin-1 and ASCII files are written by programs that mean Windows-1252. */
const ALIASES: Readonly<Record<string, Encoding>> = {
  utf8: 'utf-8',
  'us-ascii': 'utf-8',
  ascii: 'utf-8',
  'utf-16': 'utf-16le',
  latin1: 'windows-1252',
  'iso-8859-1': 'windows-1252',
  cp1252: 'windows-1252',
  cp1250: 'windows-1250',
  cp1251: 'windows-1251',
};

function encodingOf(contentType: string): Encoding | undefined {
  const label = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(contentType)?.[1]?.toLowerCase();
  if (label === undefined) return undefined;
  const known = ALIASES[label] ?? ENCODINGS.find((encoding) => encoding === label);
  if (!known)
    throw new ProblemError('unsupported_media_type', `The charset ${label.slice(0, 60)} is not known.`);
  return known;
}
