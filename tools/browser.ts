import { existsSync } from 'node:fs';
import type { Page } from 'playwright-core';

/** Where Chromium is on Debian and its kin, on a Mac, and where `CHROMIUM` says. */
const PLACES = [
  process.env['CHROMIUM'] ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The browser of this machine; undefined: there is none, and what needs one is left out and says so. */
export const BROWSER_PATH = PLACES.find((path) => path !== '' && existsSync(path));

/** Signs in by the page of the console, with a key. */
export async function signIn(page: Page, key: string, path = '/'): Promise<void> {
  await page.goto(path);
  await page.getByLabel('API key').fill(key);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('navigation', { name: 'Followthrough' }).waitFor();
}
