import { resolve } from 'node:path';
import { addDays, instantOf, localDateOf, weekdayOf } from '../domain/time/calendar.ts';
import { automateForThreeWeeks } from './demo/automation.ts';
import { findBrokenExpectations } from './demo/expectations.ts';
import { collectForThreeWeeks } from './demo/collections.ts';
import { showMailIn } from './demo/mail-in.ts';
import { liveThrough } from './demo/month.ts';
import { openMonth } from './demo/opening.ts';
import { Person } from './demo/person.ts';
import { setStage, type Stage } from './demo/stage.ts';
import { summarise } from './demo/summary.ts';
import { Timeline } from './demo/timeline.ts';
import { showTwoWays } from './demo/two-ways.ts';
import { say } from './stack/progress.ts';
import { Shutdown } from './stack/shutdown.ts';

/** Where the demo's organisation lives. */
const ZONE = 'America/New_York';

/** The Monday after `date`. */
function nextMonday(date: string): string {
  return addDays(date, 8 - weekdayOf(date));
}

/** A month of a sequence; returns what was not as expected. */
async function showMonth(stage: Stage): Promise<string[]> {
  const monday = nextMonday(localDateOf(await stage.now(), ZONE));
  await stage.passUntil(instantOf(monday, '08:00', ZONE));
  say(`\nIt is Monday ${monday}, 08:00 in ${ZONE}.`);
  const opening = await openMonth(stage, ZONE);
  const timeline = new Timeline(stage.db, ZONE);
  const person = new Person(stage, opening, timeline);
  say('');
  await liveThrough({ stage, person, timeline, monday, zone: ZONE });
  await summarise(stage, opening);
  return findBrokenExpectations({ stage, opening, person, monday, zone: ZONE });
}

/** Three Mondays of a collection program over the same sample data; returns what was not as expected. */
async function showCollections(stage: Stage): Promise<string[]> {
  const monday = nextMonday(localDateOf(await stage.now(), ZONE));
  await stage.passUntil(instantOf(monday, '08:00', ZONE));
  say(`\nThe same sample data again. It is Monday ${monday}, 08:00 in ${ZONE}.`);
  return collectForThreeWeeks({ stage, monday, zone: ZONE });
}

/** Three weeks of an automation over the same sample data; returns what was not as expected. */
async function showAutomation(stage: Stage): Promise<string[]> {
  const monday = nextMonday(localDateOf(await stage.now(), ZONE));
  await stage.passUntil(instantOf(monday, '08:00', ZONE));
  say(`\nThe same sample data again. It is Monday ${monday}, 08:00 in ${ZONE}.`);
  return automateForThreeWeeks({ stage, monday, zone: ZONE });
}

/** A week of a sequence with branches; returns what was not as expected. */
async function showBranches(stage: Stage): Promise<string[]> {
  const monday = nextMonday(localDateOf(await stage.now(), ZONE));
  await stage.passUntil(instantOf(monday, '08:00', ZONE));
  say(`\nThe same sample data again. It is Monday ${monday}, 08:00 in ${ZONE}.`);
  return showTwoWays({ stage, monday, zone: ZONE });
}

/** Two weeks of what comes back; returns what was not as expected. */
async function showAnswers(stage: Stage): Promise<string[]> {
  const monday = nextMonday(localDateOf(await stage.now(), ZONE));
  await stage.passUntil(instantOf(monday, '08:00', ZONE));
  say(`\nThe same sample data again. It is Monday ${monday}, 08:00 in ${ZONE}.`);
  return showMailIn({ stage, monday, zone: ZONE });
}

async function main(shutdown: Shutdown): Promise<number> {
  const startedAt = performance.now();
  const home = resolve(process.env['FOLLOWTHROUGH_HOME'] || '.followthrough');
  say('Weeks in a minute: real database, workflows, mail server and API; only the clock is skipped.');
  const broken: string[] = [];
  const show = async (part: string, act: (stage: Stage) => Promise<string[]>): Promise<void> => {
    const scene = new Shutdown();
    shutdown.add({ name: part, pid: () => null, stop: () => scene.run() });
    const mails = resolve(home, 'demo', part);
    broken.push(...(await act(await setStage(scene, { home, zone: ZONE, mails }))));
    say(`Mails to be read in ${mails}`);
    await scene.run();
  };
  await show('sequence', showMonth);
  await show('branches', showBranches);
  await show('mail-in', showAnswers);
  await show('program', showCollections);
  await show('automation', showAutomation);
  for (const expectation of broken) say(`NOT AS EXPECTED: ${expectation}`);
  say(
    `${broken.length === 0 ? 'All as expected' : `${broken.length} not as expected`}, after ${Math.round((performance.now() - startedAt) / 1000)} s.`,
  );
  return broken.length === 0 ? 0 : 1;
}

const shutdown = new Shutdown();
shutdown.listen();
const code = await main(shutdown).catch((error: unknown) => {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return 1;
});
await shutdown.run();
process.exit(code);
