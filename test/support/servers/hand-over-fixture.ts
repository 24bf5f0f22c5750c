import { afterEach } from '@jest/globals';
import type { SMTPServer } from 'smtp-server';
import type { AddressInfo } from 'node:net';
import type { HandOverResult } from '../../../infra/mail/hand-over-result.ts';
import { handOver, type HandOverInput } from '../../../infra/mail/hand-over.ts';
import { createSmtpPool, type SmtpLease, type SmtpPool } from '../../../infra/mail/smtp-pool.ts';
import type { SmtpServer } from '../../../infra/mail/smtp-server.ts';
import { ScriptedSmtp } from './scripted-smtp.ts';

/** The login of the test mailbox. */
export const AUTH = { user: 'dunning@firm.example', password: 'correct horse' };
/** The main recipient. */
export const MAIN = 'main@customer.example';
/** The recipient of the copy. */
export const COPY = 'copy@customer.example';
/** A small message with a line that begins with a dot. */
export const RAW = Buffer.from('From: a@firm.example\r\nSubject: Due\r\n\r\nFirst\r\n.dot\r\nlast\r\n');

const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

/** A scripted server until the test ends. */
export async function start(
  options: ConstructorParameters<typeof ScriptedSmtp>[0] = {},
): Promise<ScriptedSmtp> {
  const server = await new ScriptedSmtp(options).start();
  cleanUp.push(() => server.stop());
  return server;
}

/** A pool until the test ends. */
export function pool(options: Parameters<typeof createSmtpPool>[0] = {}): SmtpPool {
  const created = createSmtpPool(options);
  cleanUp.push(() => created.close());
  return created;
}

/** A mailbox without TLS and login, unless changed. */
export function mailbox(port: number, change: Partial<SmtpServer> = {}): SmtpServer {
  return { host: '127.0.0.1', port, security: 'none', user: null, password: null, ...change };
}

/** A hand-over to one recipient, as most tests look at it. */
export interface OneHandOver extends Omit<HandOverInput, 'copies'> {
  raw: Buffer;
  recipient: string;
  fence: () => Promise<boolean>;
}

/** A hand-over of `RAW` to `MAIN` whose fence passes, unless changed. */
export function input(port: number, change: Partial<OneHandOver> = {}): OneHandOver {
  return {
    server: mailbox(port),
    raw: RAW,
    from: 'dunning@firm.example',
    recipient: MAIN,
    fence: () => Promise.resolve(true),
    signal: new AbortController().signal,
    ...change,
  };
}

/** Hands over one copy; resolves with what was said of it. */
export async function handOverOne({ raw, recipient, fence, ...rest }: OneHandOver): Promise<HandOverResult> {
  const results: HandOverResult[] = [];
  const settle = (result: HandOverResult) => {
    results.push(result);
    return Promise.resolve('next' as const);
  };
  await handOver({ ...rest, copies: [{ recipient, raw: () => Promise.resolve(raw), fence, settle }] });
  if (results.length !== 1) throw new Error(`settled ${results.length} times`);
  return results[0]!;
}

/** A fence that tells when it is asked and answers when told. */
export function heldFence(): {
  asked: Promise<void>;
  answer: (isPassed: boolean) => void;
  fence: () => Promise<boolean>;
} {
  let tell = (): void => undefined;
  let answer = (_isPassed: boolean): void => undefined;
  const asked = new Promise<void>((resolve) => (tell = resolve));
  const answered = new Promise<boolean>((resolve) => (answer = resolve));
  const fence = (): Promise<boolean> => {
    tell();
    return answered;
  };
  return { asked, answer, fence };
}

/** A pool that shows the connections it lends. */
export function watchedPool(real: SmtpPool): { leases: SmtpLease[]; watched: SmtpPool } {
  const leases: SmtpLease[] = [];
  const lease: SmtpPool['lease'] = async (...args) => {
    const result = await real.lease(...args);
    if (result.ok) leases.push(result.lease);
    return result;
  };
  return { leases, watched: { ...real, lease } };
}

/** Resolves when our own end knows that the connection is gone. */
export function ended({ connection }: SmtpLease): Promise<void> {
  return new Promise((resolve) => {
    if (connection.destroyed) resolve();
    else connection.once('end', resolve);
  });
}

/** A fence that fails the test when it is asked. */
export function neverAsked(): Promise<boolean> {
  throw new Error('the fence was asked');
}

/** Resolves when the server has seen the end of its last session. */
export async function closed(server: ScriptedSmtp): Promise<void> {
  while (!server.sessions.every(({ isClosed }) => isClosed))
    await new Promise((resolve) => setImmediate(resolve));
}

/** Listens on a free port until the test ends. */
export async function listen(server: SMTPServer): Promise<number> {
  // A client that hangs up is part of the test.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  cleanUp.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return (server.server.address() as AddressInfo).port;
}
