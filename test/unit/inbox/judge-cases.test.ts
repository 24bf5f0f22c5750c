import { describe, expect, test } from '@jest/globals';
import type { MailVerdict } from '../../../contracts/inbox/kinds.ts';
import { judgeBytes } from '../../support/inbox/judge-case.ts';
import {
  judgingCases,
  mailBytes,
  mailCases,
  sentMails,
  type JudgingCase,
} from '../../support/inbox/mail-cases.ts';

interface SetOfMails {
  folder: 'cases' | 'judging';
  mails: readonly JudgingCase[];
}
const SETS: readonly SetOfMails[] = [
  { folder: 'cases', mails: mailCases() },
  { folder: 'judging', mails: judgingCases() },
];
const NOT_A_PERSON: ReadonlySet<MailVerdict> = new Set(['automatic', 'out_of_office', 'ignore', 'own_copy']);

describe.each(SETS)('I3: each mail of the set $folder is judged by its evidence', ({ folder, mails }) => {
  const sent = sentMails();

  test.each(mails)('$file: $verdict', async ({ file, verdict, answers, returnDate, failed }) => {
    const { link, judgement } = await judgeBytes(mailBytes(`${folder}/${file}`), sent);
    expect({
      verdict: judgement.verdict,
      answers: link?.sent.headerId ?? null,
      returnDate: judgement.returnOn,
      failed: judgement.failed.map(({ address, code, kind }) => ({ recipient: address, code, kind })),
    }).toEqual({ verdict, answers, returnDate, failed });
    expect(judgement.reasons).not.toHaveLength(0);
  });
});

/** Of all mails by what they are: judged so, and judged otherwise. */
async function tableOf(sets: readonly SetOfMails[]): Promise<{
  table: Record<string, string>;
  humansTakenForMachines: string[];
  machinesTakenForHumans: string[];
}> {
  const counts = new Map<MailVerdict, { right: number; wrong: number }>();
  const humansTakenForMachines: string[] = [];
  const machinesTakenForHumans: string[] = [];
  for (const { folder, mails } of sets) {
    for (const { file, verdict } of mails) {
      const { judgement } = await judgeBytes(mailBytes(`${folder}/${file}`), sentMails());
      const count = counts.get(verdict) ?? { right: 0, wrong: 0 };
      counts.set(verdict, count);
      count[judgement.verdict === verdict ? 'right' : 'wrong'] += 1;
      if (verdict === 'reply' && NOT_A_PERSON.has(judgement.verdict)) humansTakenForMachines.push(file);
      if (NOT_A_PERSON.has(verdict) && judgement.verdict === 'reply') machinesTakenForHumans.push(file);
    }
  }
  const table = Object.fromEntries(
    [...counts].map(([verdict, { right, wrong }]) => [verdict, `${right} right, ${wrong} wrong`]),
  );
  return { table, humansTakenForMachines, machinesTakenForHumans };
}

test('I3: by kind, over both sets: no reply of a person is taken for a machine, no machine for a person', async () => {
  expect(await tableOf(SETS)).toEqual({
    table: {
      reply: '143 right, 0 wrong',
      automatic: '58 right, 0 wrong',
      out_of_office: '129 right, 0 wrong',
      hard_bounce: '57 right, 0 wrong',
      soft_bounce: '36 right, 0 wrong',
      complaint: '7 right, 0 wrong',
      opt_out: '42 right, 0 wrong',
      own_copy: '5 right, 0 wrong',
      ignore: '20 right, 0 wrong',
    },
    humansTakenForMachines: [],
    machinesTakenForHumans: [],
  });
});
