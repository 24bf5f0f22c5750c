import { describe } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { builtConsole } from '../../../api/console.ts';
import { BROWSER_PATH, openBrowser, openPage, type Watched } from './browser.ts';

/** What an API that serves the console is opened with: a page of another address could not sign in. */
export const WITH_CONSOLE = { consoleFolder: builtConsole(), publicUrl: 'http://127.0.0.1' };

/** Tests in a real browser; where there is none they are skipped, and the closing lines of the run say so. */
export const inBrowser = BROWSER_PATH === undefined ? describe.skip : describe;

/** One browser for the tests of a file, and a page of its own for everybody in them. */
export class Browsing {
  #browser: Browser | null = null;
  #open: Watched[] = [];

  async page(baseURL: string): Promise<Watched> {
    this.#browser ??= await openBrowser();
    const watched = await openPage(this.#browser, baseURL);
    this.#open.push(watched);
    return watched;
  }

  /** Closes the pages of a test; what the browser complained about on them. */
  async closePages(): Promise<string[]> {
    const pages = this.#open.splice(0);
    for (const { context } of pages) await context.close();
    return pages.flatMap(({ complaints }) => complaints);
  }

  async close(): Promise<void> {
    await this.#browser?.close();
  }
}
