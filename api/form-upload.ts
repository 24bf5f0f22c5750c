import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Busboy } from '@fastify/busboy';
import type { Request } from 'express';
import { ProblemError, refuseInvalid } from '../contracts/problems.ts';
import type { Upload } from './upload.ts';

/** Fields beside the file: one for each member of a query, and a mapping is the longest. */
const LIMITS = { files: 1, fields: 50, fieldSize: 64 * 1024, parts: 60 };

/**
 * Takes a browser form to a temporary file: fields may stand behind the file, and they say how it is read.
 *
 * @throws ProblemError `malformed` for a form that is broken, `validation` for one without a file or with several,
 *   `too_large`
 */
export async function receiveForm(
  request: Request,
  { limitBytes, tooLarge }: { limitBytes: number; tooLarge: () => ProblemError },
): Promise<Upload> {
  const folder = await mkdtemp(join(tmpdir(), 'followthrough-form-'));
  const close = () => rm(folder, { recursive: true, force: true });
  try {
    const path = join(folder, 'upload');
    const fields = await readForm(request, { path, limitBytes, tooLarge });
    return { body: createReadStream(path), encoding: undefined, fields, close };
  } catch (error) {
    await close();
    throw error;
  }
}

interface FormInput {
  path: string;
  limitBytes: number;
  tooLarge: () => ProblemError;
}

async function readForm(
  request: Request,
  { path, limitBytes, tooLarge }: FormInput,
): Promise<Record<string, string>> {
  const fields = new Map<string, string>();
  const writing: Promise<void>[] = [];
  let fault: ProblemError | null = null;
  const problem = (field: string, message: string) =>
    new ProblemError('validation', 'The form does not fit.', [{ field, message }]);
  const form = openForm(request, limitBytes);
  form.on('field', (name: string, value: string, _nameCut: boolean, valueCut: boolean) => {
    if (valueCut) fault ??= problem(`form.${name}`, 'is too long');
    else if (fields.has(name)) fault ??= problem(`form.${name}`, 'stands there twice');
    fields.set(name, value);
  });
  form.on('file', (_name: string, file: Readable) => {
    file.once('limit', () => (fault ??= tooLarge()));
    const written = pipeline(file, createWriteStream(path));
    written.catch(() => {});
    writing.push(written);
  });
  form.on('filesLimit', () => (fault ??= problem('form', 'has several files; send one')));
  await pipeline(request, form).catch(() => {
    fault ??= new ProblemError('malformed', 'The form cannot be read to its end.');
  });
  await Promise.all(writing).catch(() => {
    fault ??= new ProblemError('malformed', 'The form cannot be read to its end.');
  });
  if (fault) throw fault as ProblemError;
  if (writing.length === 0) refuseInvalid([{ field: 'form', message: 'has no file' }]);
  return Object.fromEntries(fields);
}

function openForm(request: Request, limitBytes: number) {
  try {
    const headers = { ...request.headers, 'content-type': request.get('content-type') ?? '' };
    return new Busboy({ headers, limits: { ...LIMITS, fileSize: limitBytes } });
  } catch {
    throw new ProblemError('malformed', 'The form has no boundary.');
  }
}
