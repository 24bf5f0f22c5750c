import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync, gzipSync } from 'node:zlib';
import { builtConsole } from '../../api/console.ts';
import { ApiFixture } from '../support/servers/api-fixture.ts';

/** What the first screen waits for (docs/ARCHITECTURE.md, the console). */
const SHELL_BYTES = 180_000;

interface Chunk {
  file: string;
  isEntry?: boolean;
  imports?: string[];
}

describe('the console as it is served', () => {
  const folder = builtConsole() ?? '';
  const api = new ApiFixture();
  const html = { key: null, headers: { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } };
  beforeAll(() => api.open({ consoleFolder: folder }));
  afterAll(() => api.close());

  it('W2: the shell is at most 180 KB, gzipped', () => {
    const manifest = JSON.parse(readFileSync(join(folder, '.vite', 'manifest.json'), 'utf8')) as Record<
      string,
      Chunk
    >;
    const filesOf = (name: string): string[] => {
      const { file = '', imports = [] } = manifest[name] ?? {};
      return [file, ...imports.flatMap(filesOf)];
    };
    const files = [...new Set(filesOf('index.html'))];
    const bytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(join(folder, file))).length, 0);
    expect(bytes).toBeGreaterThan(50_000);
    expect(bytes).toBeLessThan(SHELL_BYTES);
  });

  it('W1: every address that is not the API’s is the page, with a nonce of its own each time', async () => {
    const [one, other] = [
      await api.call('GET', '/', html),
      await api.call('GET', '/customers/cus_1/why', html),
    ];
    for (const { status, headers, body } of [one, other]) {
      const nonce = /content="([^"]+)"/.exec(/<meta name="csp-nonce"[^>]*>/.exec(body)?.[0] ?? '')?.[1];
      expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain(`style-src 'self' 'nonce-${nonce}'`);
      expect(policy).toContain("script-src 'self';");
      expect(policy).toContain("require-trusted-types-for 'script'");
      expect(policy).not.toMatch(/unsafe|\*/);
    }
    expect(one.headers.get('content-security-policy')).not.toBe(other.headers.get('content-security-policy'));
  });

  it('W1: the API keeps its own addresses, and programs get no page', async () => {
    const answers = [
      await api.call('GET', '/v1/nowhere', html),
      await api.call('GET', '/assets/nowhere.js', html),
      await api.call('POST', '/customers', { key: null, body: {} }),
      await api.call('GET', '/customers', { key: null, headers: { Accept: 'application/json' } }),
    ];
    expect(answers.map(({ status, body }) => [status, body.title])).toEqual(
      answers.map(() => [404, 'Not found']),
    );
  });

  it('W2: files with a hash in their name are kept for ever, and come compressed', async () => {
    const page: string = (await api.call('GET', '/', html)).body;
    const path = /src="(\/assets\/[^"]+)"/.exec(page)?.[1] ?? '';
    const plain = readFileSync(join(folder, path));
    const response = await fetch(api.url + path, { headers: { 'Accept-Encoding': 'br' } });
    expect(response.headers.get('content-encoding')).toBe('br');
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(response.headers.get('vary')).toContain('Accept-Encoding');
    expect(Buffer.from(await response.arrayBuffer()).equals(plain)).toBe(true);
    expect(brotliDecompressSync(readFileSync(`${join(folder, path)}.br`)).equals(plain)).toBe(true);
    const identity = await fetch(api.url + path, { headers: { 'Accept-Encoding': 'identity' } });
    expect(identity.headers.get('content-encoding')).toBe(null);
  });

  it('W1: the page of a mail has no origin and loads pictures of others only where it was asked for', async () => {
    const policyOf = async (path: string): Promise<string> =>
      (await api.call('GET', path, html)).headers.get('content-security-policy') ?? '';
    const [plain, withImages] = [await policyOf('/mail-frame'), await policyOf('/mail-frame/images')];
    expect(plain).toMatch(
      /^sandbox allow-scripts allow-popups allow-popups-to-escape-sandbox; default-src 'none'/,
    );
    expect(plain).toContain('img-src data:;');
    expect(withImages).toContain('img-src data: https: http:;');
    for (const policy of [plain, withImages]) expect(policy).not.toContain('allow-same-origin');
  });
});

describe('CONSOLE=off', () => {
  const api = new ApiFixture();
  beforeAll(() => api.open());
  afterAll(() => api.close());

  it('W1: serves no page', async () => {
    const { status } = await api.call('GET', '/', { key: null, headers: { Accept: 'text/html' } });
    expect(status).toBe(404);
  });
});
