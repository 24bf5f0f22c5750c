import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { BROWSER_PATH } from '../../../tools/browser.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/** Two cores that others work on, too. */
const PATIENCE_MS = 20_000;

/** A browser without pictures on a screen, as a test starts it. */
export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: BROWSER_PATH, args: ['--no-sandbox'] });

/** A page with everything that the browser complained about on it. */
export interface Watched {
  context: BrowserContext;
  page: Page;
  /** Errors of scripts, violations of the policy, failed loads; refusals of the API that a test provokes are none. */
  complaints: string[];
}

/** Somebody's browser: its own cookies and storage. */
export async function openPage(browser: Browser, baseURL: string): Promise<Watched> {
  const context = await browser.newContext({ baseURL, reducedMotion: 'reduce' });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => {
    const isRefusal = /Failed to load resource.*status of 4\d\d/.test(message.text());
    if (message.type() === 'error' && !isRefusal) complaints.push(message.text());
  });
  return { context, page, complaints };
}

/** What breaks WCAG 2.2 AA on the page as it stands, one line each. */
export async function accessFaults(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  const run = `axe.run(document, { runOnly: ${JSON.stringify(RULES)} }).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html.slice(0, 160))))`;
  // The policy of the page allows no script that is not the server's: this one comes from the debugger.
  const { result } = await session.send('Runtime.evaluate', {
    expression: `${AXE};${run}`,
    awaitPromise: true,
    returnByValue: true,
  });
  await session.detach();
  return result.value as string[];
}
