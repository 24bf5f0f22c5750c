import type { Enrollment } from '../../contracts/enrollments/enrollments.ts';
import type { QueueRow } from '../../contracts/enrollments/queue.ts';
import type { Upcoming } from '../../contracts/enrollments/upcoming.ts';
import type { Page } from '../../contracts/paging.ts';
import type { Sequence } from '../../contracts/sequences/sequences.ts';
import type { Customer } from '../../contracts/customers/customers.ts';
import { addDays, instantOf } from '../../domain/time/calendar.ts';
import { say } from '../stack/progress.ts';
import { enrollmentWorkflowId } from '../../workflows/enrollments/enrollment.messages.ts';
import { addMailbox, applyDefinition, importSamples } from './opening.ts';
import type { Stage } from './stage.ts';
import { Timeline } from './timeline.ts';

/** Two customers of the sample files: one follows the link, one does nothing. */
const READER = 'C-1003';
const SILENT = 'C-2003';
const BROWSER =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36';

/**
 * A sequence with branches (S15), through the API: two customers get the same mail; what one does, and the other does not, decides
 * where each goes on.
 *
 * @returns what was not as expected
 */
export async function showTwoWays({
  stage,
  monday,
  zone,
}: {
  stage: Stage;
  monday: string;
  zone: string;
}): Promise<string[]> {
  const { api, db } = stage;
  const timeline = new Timeline(db, zone);
  const broken: string[] = [];
  const expect = (holds: boolean, what: string): void => void (holds || broken.push(what));
  const until = async (day: number, time: string): Promise<void> => {
    await stage.passUntil(instantOf(addDays(monday, day), time, zone));
    await stage.settled();
    await timeline.tell();
  };

  await importSamples(stage);
  await addMailbox(stage, zone);
  await applyDefinition(stage, 'branches.yaml');
  const { items: sequences } = await api.get<Page<{ id: string }>>('/v1/sequences');
  const { id, name, branches } = await api.get<Sequence>(`/v1/sequences/${sequences[0]!.id}`);
  say(`sequence "${name}", branches ${branches.map((branch) => branch.name).join(' and ')}\n`);
  const { items: customers } = await api.get<Page<Customer>>('/v1/customers?limit=200');
  const enrol = async (externalId: string): Promise<Enrollment> => {
    const customerId = customers.find((customer) => customer.externalId === externalId)!.id;
    await api.post(`/v1/sequences/${id}/enrollments`, { json: { customerId } });
    const path = `/v1/enrollments?sequenceId=${id}&customerId=${customerId}`;
    return (await api.get<Page<Enrollment>>(path)).items[0]!;
  };
  const [reader, silent] = [await enrol(READER), await enrol(SILENT)];
  await until(0, '12:00');
  await tellWaiting(stage);

  await until(1, '10:00');
  const { id: messageId } = await db.message.findFirstOrThrow({ where: { enrollmentId: reader.id } });
  const link = /https?:\S+\/go\/[\w.~-]+/.exec(
    stage.mail.mails.find((mail) => mail.messageId === messageId)?.text ?? '',
  )?.[0];
  if (link === undefined) throw new Error('the mail has no link to follow');
  const answer = await fetch(link, { redirect: 'manual', headers: { 'User-Agent': BROWSER } });
  expect(answer.status === 302, 'the link leads on');
  timeline.note(await stage.now(), reader.customer.name, 'What is open', 'somebody there follows the link');
  await until(1, '10:02');
  await stage.reconcile();
  await until(1, '15:00');
  await tellWaiting(stage);
  const { items: rows } = await api.get<Page<QueueRow>>('/v1/queue?limit=200');
  for (const row of rows) await api.post(`/v1/queue/${row.id}/complete`, { json: { outcome: 'promised' } });
  await until(5, '12:00');

  const rowsOfSteps = await db.step.findMany({ where: { sequenceId: id }, orderBy: { id: 'asc' } });
  const waysOf = async ({ id: enrollmentId }: Enrollment): Promise<string[]> => {
    const where = { enrollmentId, status: 'done' };
    const done = await db.stepExecution.findMany({ where, orderBy: { position: 'asc' } });
    return done.map(({ stepId }) => rowsOfSteps.find((step) => step.id === stepId)?.label ?? '');
  };
  const ways = [await waysOf(reader), await waysOf(silent)];
  say('\nWhich way each went');
  for (const [index, { customer }] of [reader, silent].entries())
    say(`  ${customer.name}: ${ways[index]!.join(' -> ')}`);
  expect(ways[0]!.join() === 'What is open,Call whoever looked', 'the click leads to the call');
  expect(ways[1]!.join() === 'What is open,Second mail', 'without a click the second mail follows');
  expect((await db.enrollment.count({ where: { isLive: true } })) === 0, 'both ways have ended');
  return broken;
}

/** Says where everybody stands and what they wait for, as Temporal Web does. */
async function tellWaiting(stage: Stage): Promise<void> {
  const { items } = await stage.api.get<Page<Upcoming>>('/v1/upcoming');
  for (const { customer, enrollmentId } of items)
    say(`  Temporal Web, ${customer.name}: ${await stage.detailsOf(enrollmentWorkflowId(enrollmentId))}`);
}
