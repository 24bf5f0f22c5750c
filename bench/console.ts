import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { chromium, type Browser, type Page } from 'playwright-core';
import { builtConsole } from '../api/console.ts';
import { applyMigrations } from '../infra/db/migrate.ts';
import { BROWSER_PATH, signIn } from '../tools/browser.ts';
import { buildConsole } from '../tools/build/console.ts';
import { startPostgres } from '../tools/stack/postgres.ts';
import { openCustomersApi } from './customers-api.ts';
import { NOW, seedQueue } from './queue-rows.ts';
import { percentile, type Row } from './table.ts';

const ROUNDS = 10;
const MOVES = 40;
/** A page of the queue hears so many changes a minute while it is measured. */
const CHANGES_A_MINUTE = 1_000;
const FLOOD_MS = 15_000;
/** A text counts after this pause in typing (console/src/parts/filters.tsx). */
const PAUSE_MS = 250;
/** A slow laptop on a slow line: four times slower, 10 Mbit/s, 40 ms. */
const SLOW = { cpu: 4, bytesPerSecond: 1_250_000, latencyMs: 40 };
const KB = 1024;

/**
 * The budgets of the console in a real browser: what the shell weighs, when the first screen stands, how long the next row,
 * a filter and a key take, with `size` customers in ten sequences each.
 */
export async function measureConsole({ size }: { size: number }): Promise<Row[]> {
  if (BROWSER_PATH === undefined)
    throw new Error('there is no Chromium here: install it, or name it in CHROMIUM');
  await buildConsole({ onlyIfChanged: true });
  const folder = mkdtempSync(join(tmpdir(), 'followthrough-bench-'));
  // PostgreSQL runs under another account when we are root.
  chmodSync(folder, 0o755);
  const server = await startPostgres({ folder: join(folder, 'postgres') });
  const browser = await chromium.launch({ executablePath: BROWSER_PATH, args: ['--no-sandbox'] });
  try {
    await applyMigrations(server.url);
    const client = new Client({ connectionString: server.url });
    await client.connect();
    await seedQueue(client, { customers: size });
    const config = { consoleFolder: builtConsole(), publicUrl: 'http://127.0.0.1' };
    const api = await openCustomersApi(server.url, NOW, config);
    await api.bringForward(new Date(NOW).toISOString().slice(0, 10));
    const key = await api.keyOf('admin');
    const rows = [
      shellSize(),
      await firstPaint(browser, { url: api.url, key, isCold: false }),
      await firstPaint(browser, { url: api.url, key, isCold: true }),
      ...(await work(browser, { url: api.url, key, client })),
    ];
    await Promise.all([api.close(), client.end()]);
    return rows;
  } finally {
    await browser.close();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const row = (what: string, budget: string, values: readonly number[], unit: string): Row => ({
  what,
  budget,
  p50: percentile(values, 0.5),
  p95: percentile(values, 0.95),
  unit,
});

/** The scripts that the page names itself, gzipped: what is loaded before anybody sees anything. */
function shellSize(): Row {
  const folder = builtConsole()!;
  const html = readFileSync(join(folder, 'index.html'), 'utf8');
  const scripts = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map(([, path]) => path!);
  const bytes = scripts.reduce((sum, path) => sum + statSync(join(folder, `${path}.gz`)).size, 0);
  return row('shell: scripts, gzip', '180', [bytes / KB], 'KB');
}

/** When the largest content of the first screen stands, in milliseconds from the navigation on. */
async function firstPaint(
  browser: Browser,
  { url, key, isCold }: { url: string; key: string; isCold: boolean },
): Promise<Row> {
  const times: number[] = [];
  const context = await browser.newContext({ baseURL: url });
  const page = await context.newPage();
  await signIn(page, key);
  const session = await context.newCDPSession(page);
  if (isCold) {
    await session.send('Emulation.setCPUThrottlingRate', { rate: SLOW.cpu });
    await session.send('Network.enable');
    await session.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: SLOW.latencyMs,
      downloadThroughput: SLOW.bytesPerSecond,
      uploadThroughput: SLOW.bytesPerSecond,
    });
    await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  }
  for (let round = 0; round < ROUNDS; round += 1) {
    await page.goto('/');
    await page.locator('.big').first().waitFor();
    await page.locator('.skeleton').first().waitFor({ state: 'detached' });
    times.push(await page.evaluate(LARGEST_PAINT));
  }
  await context.close();
  return isCold
    ? row('first screen, cold: 4x CPU, 10 Mbit/s', '1,800', times, 'ms')
    : row('first screen, warm', '1,000', times, 'ms');
}

/** Run in the page: when its largest content was painted. */
const LARGEST_PAINT = `new Promise((resolve) => new PerformanceObserver((list) =>
  resolve(list.getEntries().at(-1).startTime)).observe({ type: 'largest-contentful-paint', buffered: true }))`;

async function work(
  browser: Browser,
  { url, key, client }: { url: string; key: string; client: Client },
): Promise<Row[]> {
  const context = await browser.newContext({ baseURL: url, reducedMotion: 'reduce' });
  const page = await context.newPage();
  await signIn(page, key, '/queue');
  await page.locator('.queue-row').nth(5).waitFor();
  await page.waitForTimeout(1_000);
  const next = await timesOfNextRow(page);
  const inputs = await interactions(page, client);
  const filters = await timesOfFilter(page);
  await context.close();
  return [
    row('next row of the queue, by j', '100', next, 'ms'),
    row(`a key, at ${CHANGES_A_MINUTE} changes a minute (INP)`, '100', inputs, 'ms'),
    row(`filter of the customers, after the pause of ${PAUSE_MS} ms`, '300', filters, 'ms'),
  ];
}

/** From the key until the work of the row it opens stands there. */
async function timesOfNextRow(page: Page): Promise<number[]> {
  const times: number[] = [];
  for (let move = 0; move < MOVES; move += 1) {
    await page.evaluate(WATCH_WORK);
    await page.keyboard.press('j');
    times.push(await page.evaluate('window.opened'));
    await page.waitForTimeout(150);
  }
  return times;
}

/** Run in the page: from the next key on, until the pane of the work has changed and was painted. */
const WATCH_WORK = `void (window.opened = new Promise((resolve) => {
  const pane = document.querySelector('.pane-work');
  let pressedAt = null;
  addEventListener('keydown', () => { pressedAt = performance.now(); }, { once: true, capture: true });
  const seen = new MutationObserver(() => {
    if (pressedAt === null || document.querySelector('.pane-work .skeleton')) return;
    seen.disconnect();
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - pressedAt)));
  });
  seen.observe(pane.parentElement, { childList: true, subtree: true, characterData: true });
}))`;

/** How long keys take to the next paint, while everything that the page shows changes all the time. */
async function interactions(page: Page, client: Client): Promise<number[]> {
  await page.evaluate(`window.events = []; new PerformanceObserver((list) => window.events.push(
    ...list.getEntries().filter(({ interactionId }) => interactionId > 0).map(({ duration }) => duration)))
    .observe({ type: 'event', durationThreshold: 16, buffered: false })`);
  const { rows } = await client.query<{ id: string; customer_id: string }>(
    `SELECT id, customer_id FROM step_execution WHERE status IN ('ready', 'error') ORDER BY id LIMIT 500`,
  );
  const pause = 60_000 / CHANGES_A_MINUTE;
  const until = performance.now() + FLOOD_MS;
  let told = 0;
  let presses = 0;
  const flood = (async () => {
    for (; performance.now() < until; told += 1) {
      const each = rows[told % rows.length]!;
      await client.query(
        `INSERT INTO change (entity, entity_id, customer_id, kind, at, actor_id, origin)
          VALUES ('stepExecution', $1, $2, 'assigned', now(), 'bench', 'api')`,
        [each.id, each.customer_id],
      );
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  })();
  while (performance.now() < until) {
    await page.keyboard.press('j');
    presses += 1;
    await page.waitForTimeout(200);
  }
  await flood;
  // The observer tells of what took 16 ms or more; the rest took less.
  const slow = (await page.evaluate('window.events')) as number[];
  return [...slow, ...Array.from({ length: Math.max(0, presses - slow.length) }, () => 16)];
}

/** From the last key until other rows stand in the table, less the pause in typing. */
async function timesOfFilter(page: Page): Promise<number[]> {
  await page.goto('/customers');
  await page.getByRole('grid').waitFor();
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await page.evaluate(WATCH_COUNT);
    await page.getByRole('searchbox').fill(`customer ${11 + round * 7}`);
    times.push(Number(await page.evaluate('window.filtered')) - PAUSE_MS);
  }
  return times;
}

/** Run in the page: from what is typed next on, until the rows are others and none is dimmed. */
const WATCH_COUNT = `void (window.filtered = new Promise((resolve) => {
  const rows = () => document.querySelector('main tbody')?.textContent ?? '';
  const before = rows();
  let typedAt = null;
  addEventListener('input', () => { typedAt = performance.now(); }, { once: true, capture: true });
  const seen = new MutationObserver(() => {
    if (typedAt === null || rows() === before || document.querySelector('.dimmed')) return;
    seen.disconnect();
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - typedAt)));
  });
  seen.observe(document.querySelector('main'), { childList: true, subtree: true, characterData: true, attributes: true });
}))`;
