import { afterAll, afterEach, beforeAll, describe, expect } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { builtConsole } from '../../../api/console.ts';
import { openBrowser, openPage, type Watched } from './browser.ts';
import { BROWSER_PATH } from '../../../tools/browser.ts';

/** What an API that serves the console is opened with: a page of another address could not sign in. */
export const WITH_CONSOLE = { consoleFolder: builtConsole(), publicUrl: 'http://127.0.0.1' };

/**
 * Tests in a real browser, on a world that is served with the console; where there is no browser they are skipped, and the
 * closing lines of the run say so.
 */
export function inBrowser<World extends ConsoleWorld>(
  title: string,
  world: World,
  body: (world: World, browsing: Browsing) => void,
): void {
  (BROWSER_PATH === undefined ? describe.skip : describe)(title, () => {
    const browsing = new Browsing();
    beforeAll(() => world.open(WITH_CONSOLE));
    afterEach(async () => {
      // Errors of scripts, and whatever the policy of the page had to stop.
      expect(await browsing.closePages()).toEqual([]);
    });
    afterAll(async () => {
      await browsing.close();
      await world.close();
    });
    body(world, browsing);
  });
}

interface ConsoleWorld {
  open: (config: typeof WITH_CONSOLE) => Promise<void>;
  close: () => Promise<void>;
}

/** One browser for the tests of a file, and a page of its own for everybody in them. */
class Browsing {
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
