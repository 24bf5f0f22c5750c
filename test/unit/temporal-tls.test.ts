import { describe, expect, test } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createSecureServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { loadConfig, type Config } from '../../infra/config.ts';
import { connectWorkers, createTemporalClient } from '../../infra/temporal/connection.ts';
import { SIGNED_CERTIFICATE, TEST_CERTIFICATE } from '../support/servers/test-certificate.ts';

const ENVIRONMENT = {
  DATABASE_URL: 'postgresql://127.0.0.1:1/none',
  SECRET_KEY: Buffer.alloc(32, 1).toString('base64'),
};
const { cert, key } = SIGNED_CERTIFICATE;
const authority = TEST_CERTIFICATE.cert;
const configOf = (change: Record<string, string>): Config => loadConfig({ ...ENVIRONMENT, ...change });
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const OTHER_KEY = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

/** Whom a server lets in that wants a certificate and knows no call, while somebody connects to it and then ends. */
async function comers(
  change: Record<string, string>,
  connect: (config: Config, refused: Promise<unknown>) => Promise<unknown>,
): Promise<{ subject: string | undefined; name: string | false | null }[]> {
  const seen: { subject: string | undefined; name: string | false | null }[] = [];
  const server = createSecureServer({ cert, key, ca: authority, requestCert: true });
  server.on('secureConnection', (socket: TLSSocket) => {
    const { subject } = socket.getPeerCertificate();
    seen.push({ subject: subject?.CN as string | undefined, name: socket.servername });
  });
  const refused = once(server, 'tlsClientError');
  server.on('stream', (stream) => stream.respond(UNIMPLEMENTED, { endStream: true }));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const at = { TEMPORAL_ADDRESS: `127.0.0.1:${port}`, TEMPORAL_TLS_CA: authority };
  await connect(configOf({ ...at, ...change }), refused);
  server.close();
  return seen;
}

const UNIMPLEMENTED = { ':status': 200, 'content-type': 'application/grpc', 'grpc-status': '12' };

async function asApi(config: Config, refused: Promise<unknown>): Promise<void> {
  const { connection } = createTemporalClient(config);
  await Promise.race([connection.ensureConnected(), refused]);
  await connection.close();
}

/** It knows no server that knows no call, and says so when it has come in. */
async function asWorker(config: Config): Promise<void> {
  await expect(connectWorkers(config)).rejects.toThrow('GetSystemInfo');
}

describe('Temporal over TLS', () => {
  test.each([
    ['the API', asApi],
    ['workers', asWorker],
  ])(
    'a client certificate is shown to the server by %s, under the name it is known by',
    async (_, connect) => {
      const pair = { TEMPORAL_TLS_CERT: cert, TEMPORAL_TLS_KEY: key };
      const came = await comers({ ...pair, TEMPORAL_TLS_SERVER_NAME: 'localhost' }, connect);
      expect(came.length).toBeGreaterThanOrEqual(1);
      for (const each of came) expect(each).toEqual({ subject: 'leaf', name: 'localhost' });
    },
  );

  test('without one nobody gets in', async () => {
    expect(await comers({}, asApi)).toEqual([]);
  });

  test('is on where anything asks for it, and off by itself', () => {
    expect(configOf({}).temporal.tls).toBeNull();
    expect(configOf({ TEMPORAL_TLS: 'true' }).temporal.tls).toEqual({});
    expect(configOf({ TEMPORAL_API_KEY: 'k' }).temporal).toMatchObject({ apiKey: 'k', tls: {} });
    expect(configOf({ TEMPORAL_TLS_SERVER_NAME: 'a.example' }).temporal.tls).toEqual({
      serverName: 'a.example',
    });
  });

  test('a certificate may be a file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'followthrough-tls-'));
    try {
      writeFileSync(join(folder, 'tls.crt'), cert);
      writeFileSync(join(folder, 'tls.key'), key);
      const files = { TEMPORAL_TLS_CERT: join(folder, 'tls.crt'), TEMPORAL_TLS_KEY: join(folder, 'tls.key') };
      expect(configOf(files).temporal.tls).toEqual({ client: { certificate: cert, key } });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test.each([
    [{ TEMPORAL_TLS_CERT: cert }, /TEMPORAL_TLS_KEY is not set/],
    [{ TEMPORAL_TLS_KEY: key }, /TEMPORAL_TLS_CERT is not set/],
    [{ TEMPORAL_TLS_CERT: cert, TEMPORAL_TLS_KEY: OTHER_KEY }, /TEMPORAL_TLS_KEY: is not the key of/],
    [{ TEMPORAL_TLS_CERT: '/nowhere/tls.crt', TEMPORAL_TLS_KEY: key }, /TEMPORAL_TLS_CERT: .*ENOENT/],
    [{ TEMPORAL_TLS_CERT: key, TEMPORAL_TLS_KEY: key }, /TEMPORAL_TLS_CERT: must be a certificate/],
    [{ TEMPORAL_TLS_CERT: cert, TEMPORAL_TLS_KEY: cert }, /TEMPORAL_TLS_KEY: must be a private key/],
    [{ TEMPORAL_TLS_CERT: cert, TEMPORAL_TLS_KEY: key, TEMPORAL_TLS: 'false' }, /TEMPORAL_TLS: must not/],
    [{ TEMPORAL_API_KEY: 'key-in-words', TEMPORAL_TLS: 'false' }, /TEMPORAL_TLS: must not be false/],
  ])('what does not fit is named at the start, and never quoted: %#', (change, said) => {
    const failure = (): Config => configOf(change);
    expect(failure).toThrow(said);
    expect(failure).not.toThrow(/BEGIN|MIG|MII|key-in-words/);
  });
});
