import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Request, type Response, Router } from 'express';

const NONCE_BYTES = 16;
/** Where index.html wants its nonce. */
const NONCE_PLACE = '__NONCE__';
/** Names of these files change with their content. */
const FOR_EVER = 'public, max-age=31536000, immutable';
const ENCODINGS = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const;

/**
 * Files of this server, one nonce a response for the styles that dialogs and editors add, nothing framed but mails; strings
 * never become code.
 */
const shellPolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "frame-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');

/**
 * Of the page that shows a mail: without an origin, so that nothing in it reaches the session. Its styles are the mail's own,
 * its scripts are ours, and pictures come with the mail unless the reader asks for others.
 */
const mailPolicy = (images: string): string =>
  [
    'sandbox allow-scripts allow-popups allow-popups-to-escape-sandbox',
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'unsafe-inline'",
    `img-src ${images}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
  ].join('; ');

const MAIL_PAGES = { '/mail-frame': 'data:', '/mail-frame/images': 'data: https: http:' } as const;

/** Where `npm run build` and `npm start` put the console; null: it is not built. */
export function builtConsole(): string | null {
  const folder = fileURLToPath(new URL('../console/dist', import.meta.url));
  return existsSync(join(folder, 'index.html')) ? folder : null;
}

/** The operators' console (W1): its files, and its page at every address that is not the API's. */
export function consoleRouter(folder: string): Router {
  const router = Router();
  const page = readFileSync(join(folder, 'index.html'), 'utf8');
  const mailPage = readFileSync(join(folder, 'mail-frame.html'), 'utf8');
  const assets = new Set(readdirSync(join(folder, 'assets')));

  router.get('/assets/:name', (request, response, next) => {
    const { name } = request.params;
    if (!assets.has(name)) return next();
    response.setHeader('Cache-Control', FOR_EVER);
    // The page of a mail has no origin: its own script comes to it from elsewhere.
    response.setHeader('Access-Control-Allow-Origin', '*');
    sendCompressed(request, response, { folder: join(folder, 'assets'), name, assets });
  });
  router.get('/icon.svg', (_request, response) => response.sendFile('icon.svg', { root: folder }));
  for (const [path, images] of Object.entries(MAIL_PAGES)) {
    router.get(path, (_request, response) => {
      response.setHeader('Content-Security-Policy', mailPolicy(images));
      response.setHeader('Referrer-Policy', 'no-referrer');
      response.type('html').send(mailPage);
    });
  }
  router.get('/{*path}', (request, response, next) => {
    if (isOfTheApi(request.path) || request.accepts(['json', 'html']) !== 'html') return next();
    const nonce = randomBytes(NONCE_BYTES).toString('base64');
    response.setHeader('Content-Security-Policy', shellPolicy(nonce));
    response.setHeader('Cache-Control', 'no-store');
    response.type('html').send(page.replace(NONCE_PLACE, nonce));
  });
  return router;
}

/** What is not there in the API stays a problem document, whoever asks. */
const isOfTheApi = (path: string): boolean => /^\/(?:v1|docs|assets|metrics|oauth)(?:\/|$)/i.test(path);

function sendCompressed(
  request: Request,
  response: Response,
  { folder, name, assets }: { folder: string; name: string; assets: ReadonlySet<string> },
): void {
  response.vary('Accept-Encoding');
  response.type(extname(name));
  const found = ENCODINGS.find(
    ([encoding, end]) => assets.has(name + end) && request.acceptsEncodings(encoding) === encoding,
  );
  if (found) response.setHeader('Content-Encoding', found[0]);
  response.sendFile(name + (found?.[1] ?? ''), { root: folder, cacheControl: false });
}
