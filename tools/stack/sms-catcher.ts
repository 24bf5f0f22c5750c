import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { freePort } from './ports.ts';

/** An sms gateway that takes everything, sends nothing, and shows it on a page. */
export interface SmsCatcher {
  /** Where sms are posted, as the plain webhook form has it. */
  url: string;
  /** Address of the page. */
  webUrl: string;
  stop(): Promise<void>;
}

/** One sms as it was posted. */
interface CaughtSms {
  id: string;
  at: string;
  from: string;
  to: string;
  text: string;
}

const MOST_BYTES = 100_000;
/** So many are shown, the newest first. */
const MOST_SHOWN = 200;

/** Starts one whose sms lie in `folder` and survive a restart. A busy default port is moved. */
export async function startSmsCatcher({ folder }: { folder: string }): Promise<SmsCatcher> {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'sms.jsonl');
  const caught = readCaught(file);
  const server = createServer((request, response) => {
    answer(request, response, { caught, file }).catch(() => response.writeHead(500).end());
  });
  const port = await freePort(1090);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const webUrl = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return { url: `${webUrl}/messages`, webUrl, stop };
}

function readCaught(file: string): Map<string, CaughtSms> {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
  return new Map(lines.map((line) => JSON.parse(line) as CaughtSms).map((sms) => [sms.id, sms]));
}

/** An sms that comes again under its key is the same. */
async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { caught, file }: { caught: Map<string, CaughtSms>; file: string },
): Promise<void> {
  if (request.method === 'GET' && request.url === '/') {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end(pageOf([...caught.values()].reverse().slice(0, MOST_SHOWN)));
    return;
  }
  if (request.method !== 'POST' || request.url !== '/messages') {
    response.writeHead(404).end();
    return;
  }
  const { id, from, to, text } = JSON.parse(await bodyOf(request)) as Record<string, string>;
  const sms = { id: `${id}`, at: new Date().toISOString(), from: `${from}`, to: `${to}`, text: `${text}` };
  if (!caught.has(sms.id)) {
    appendFileSync(file, `${JSON.stringify(sms)}\n`);
    caught.set(sms.id, sms);
  }
  response.writeHead(201, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ id: `catcher-${sms.id}` }));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MOST_BYTES) throw new Error('too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replace(/[&<>"]/g, (each) => ENTITIES[each]!);

function pageOf(all: readonly CaughtSms[]): string {
  const rows = all.map(
    ({ at, from, to, text }) =>
      `<article><header>${escaped(at)} · from ${escaped(from)} to <b>${escaped(to)}</b></header><pre>${escaped(text)}</pre></article>`,
  );
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Sms</title><meta http-equiv="refresh" content="5">
<style>body{font:16px system-ui;max-width:42rem;margin:2rem auto;padding:0 1rem;background:#f6f7f9;color:#1c2330}
article{background:#fff;border:1px solid #dde1e8;border-radius:12px;padding:.8rem 1rem;margin:0 0 1rem}
header{font-size:.8rem;color:#5a6475}pre{font:inherit;white-space:pre-wrap;margin:.4rem 0 0}</style>
<h1>Sms</h1><p>${all.length === 0 ? 'Nothing was sent yet.' : 'Newest first; nothing leaves this machine.'}</p>
${rows.join('\n')}</html>`;
}
