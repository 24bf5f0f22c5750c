import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { z } from 'zod';
import { ANSWER_KINDS } from './answers.ts';
import type { LocalMailbox } from './local-mailbox.ts';
import { mailPage } from './mail-page.ts';

const MOST_BYTES = 100_000;
/** So many are shown, the newest first. */
const MOST_SHOWN = 50;

const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
};

const wantedSchema = z.object({
  /** An id, or the address that it went to: the newest of these; left out, the newest of all. */
  mail: z.string().default(''),
  kind: z.enum(ANSWER_KINDS).default('answer'),
  text: z.string().max(20_000).default(''),
  until: z.iso.date().optional(),
});

/** What is wrong with a call: its status and words. */
class Wrong extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Serves the page on 127.0.0.1; how to end it. */
export async function serveMailPage(
  mailbox: Pick<LocalMailbox, 'mails' | 'given' | 'answer'>,
  { port, catcherUrl }: { port: number; catcherUrl: string },
): Promise<() => Promise<void>> {
  const server = createServer((request, response) => {
    serve(request, response, { mailbox, port, catcherUrl }).catch((error: unknown) => {
      const { status, message } = error instanceof Wrong ? error : new Wrong(500, 'could not be answered');
      say(response, status, { error: message });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return async () => {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  {
    mailbox,
    port,
    catcherUrl,
  }: { port: number; catcherUrl: string; mailbox: Parameters<typeof serveMailPage>[0] },
): Promise<void> {
  refuseOthers(request, port);
  const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
  if (request.method === 'GET' && pathname === '/') {
    response.writeHead(200, { ...HEADERS, 'content-type': 'text/html; charset=utf-8' });
    response.end(mailPage([...mailbox.mails].reverse().slice(0, MOST_SHOWN), mailbox.given, { catcherUrl }));
    return;
  }
  if (request.method !== 'POST' || pathname !== '/answers')
    throw new Wrong(404, 'there is GET / and POST /answers');
  const wanted = wantedSchema.safeParse(await fieldsOf(request));
  if (!wanted.success) throw new Wrong(400, z.prettifyError(wanted.error));
  const { mail: name, ...answer } = wanted.data;
  const mail = mailbox.mails.findLast(
    ({ id, to }) => name === '' || id === name || to.address === name.toLowerCase(),
  );
  if (mail === undefined) throw new Wrong(404, 'no such mail was sent');
  const { subject } = await mailbox.answer(mail, answer);
  // A browser goes back to the page, a program hears what was done.
  if (!request.headers.accept?.includes('text/html'))
    return say(response, 201, { from: mail.to.address, to: mail.from.address, subject, kind: answer.kind });
  response.writeHead(303, { ...HEADERS, location: '/' }).end();
}

/**
 * Only who calls this machine by its name, and no page of another origin: those always send their Origin, or say that
 * they are another site. There is no cookie that such a call could ride on.
 */
function refuseOthers({ headers, method }: IncomingMessage, port: number): void {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (!hosts.includes(headers.host ?? '')) throw new Wrong(403, 'call it by its own address');
  if (method === 'GET') return;
  const isOwn = headers.origin === undefined || headers.origin === `http://${headers.host}`;
  const site = headers['sec-fetch-site'];
  if (!isOwn || (site !== undefined && site !== 'same-origin' && site !== 'none'))
    throw new Wrong(403, 'another page may not answer mails');
}

async function fieldsOf(request: IncomingMessage): Promise<Record<string, string>> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MOST_BYTES) throw new Wrong(413, 'too large');
    chunks.push(chunk);
  }
  const fields = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString('utf8')));
  // An empty field of a form was not filled in.
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));
}

function say(response: ServerResponse, status: number, body: object): void {
  if (response.headersSent) return void response.end();
  response.writeHead(status, { ...HEADERS, 'content-type': 'application/json; charset=utf-8' });
  response.end(`${JSON.stringify(body)}\n`);
}
