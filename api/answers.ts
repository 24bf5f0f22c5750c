import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import type { ZodString } from 'zod';
import type { Operation, ReplyOf } from '../contracts/operation.ts';

/** A page for people, returned by a handler in place of JSON. */
export class HtmlPage {
  readonly html: string;
  /** In place of that of its operation. */
  readonly status: number | null;
  /** A Content-Security-Policy of its own; null: that of everything else. */
  readonly policy: string | null;
  constructor(html: string, change: { status?: number | null; policy?: string | null } = {}) {
    this.html = html;
    this.status = change.status ?? null;
    this.policy = change.policy ?? null;
  }
}

/** A file that is written while it is sent, returned by a handler in place of JSON. */
export class CsvDownload {
  readonly filename: string;
  readonly records: AsyncGenerator<string>;
  constructor(filename: string, records: AsyncGenerator<string>) {
    this.filename = filename;
    this.records = records;
  }
}

/** A stored file, returned by a handler in place of JSON: downloaded whatever it is, never shown as a page of ours. */
export class FileDownload {
  readonly filename: string;
  readonly contentType: string;
  readonly content: Buffer;
  constructor({ name, contentType, content }: { name: string; contentType: string; content: Buffer }) {
    this.filename = name;
    this.contentType = contentType;
    this.content = content;
  }
}

/** A reply that sets the cookie of a session, or takes it away. */
export class WithCookie<Reply> {
  readonly cookie: string;
  readonly reply: Reply;
  constructor(cookie: string, reply: Reply) {
    this.cookie = cookie;
    this.reply = reply;
  }
}

/** A reply that goes on: what is written to the response is the handler's to say. */
export class EventStream {
  readonly start: (response: Response) => Promise<void>;
  constructor(start: (response: Response) => Promise<void>) {
    this.start = start;
  }
}

/** What a handler answers: a file where its operation says so, a page where it replies with bare text, else the reply. */
export type Answer<T extends Operation> = T['setsCookie'] extends true
  ? WithCookie<ReplyOf<T>>
  : PlainAnswer<T>;

type PlainAnswer<T extends Operation> = T['eventResponse'] extends object ? EventStream : QuietAnswer<T>;

type QuietAnswer<T extends Operation> = T['csvResponse'] extends string
  ? CsvDownload
  : T['fileResponse'] extends string
    ? FileDownload
    : T['response'] extends null
      ? void
      : T['response'] extends ZodString
        ? HtmlPage
        : ReplyOf<T>;

/** Sends what a handler answered, in the form that its operation has. */
export async function answer(
  response: Response,
  { operation, reply, checkResponses }: { operation: Operation; reply: unknown; checkResponses: boolean },
): Promise<void> {
  if (reply instanceof WithCookie) {
    response.setHeader('Set-Cookie', reply.cookie);
    return answer(response, { operation, reply: reply.reply, checkResponses });
  }
  if (reply instanceof EventStream) {
    // Of the head alone there is no end to wait for.
    if (response.req.method === 'HEAD') return void response.status(200).type('text/event-stream').end();
    return reply.start(response);
  }
  if (reply instanceof HtmlPage) return showPage(response, operation, reply);
  if (reply instanceof CsvDownload) return download(response, reply);
  if (reply instanceof FileDownload) return sendFile(response, reply);
  if (operation.response === null) return void response.status(operation.status).end();
  if (checkResponses) operation.response.parse(JSON.parse(JSON.stringify(reply)));
  response.status(operation.status).json(reply);
}

function showPage(response: Response, operation: Operation, { html, policy, status }: HtmlPage): void {
  if (policy !== null) response.setHeader('Content-Security-Policy', policy);
  response
    .status(status ?? operation.status)
    .type('html')
    .send(html);
}

/** Whatever a file says that it is, a browser saves it: it opens none as a page of ours, and guesses at none. */
function sendFile(response: Response, { filename, contentType, content }: FileDownload): void {
  response.status(200).attachment(filename);
  response.setHeader('Content-Type', contentType);
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Content-Security-Policy', "sandbox; default-src 'none'");
  response.setHeader('Cache-Control', 'private, no-store');
  response.end(content);
}

async function download(response: Response, { filename, records }: CsvDownload): Promise<void> {
  // The first piece before the head: what fails at once is still answered as a problem.
  const first = await records.next();
  response.status(200).setHeader('Content-Type', 'text/csv; charset=utf-8; header=present');
  response.setHeader('Content-Disposition', `attachment; filename="${filename}"`);
  const whole = async function* () {
    if (!first.done) yield first.value;
    yield* records;
  };
  // A client that goes away ends it; a fault cuts the connection, so that nobody takes a part for the whole.
  await pipeline(Readable.from(whole()), response).catch((error: unknown) => {
    if ((error as { code?: unknown }).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  });
}
