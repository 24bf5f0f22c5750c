import { ApplicationFailure } from '@temporalio/activity';
import { expect, test } from '@jest/globals';
import { createLogger } from '../../infra/logger.ts';
import { ProblemError } from '../../contracts/problems.ts';
import { MadeUpFor } from '../../contracts/made-up-for.ts';
import { ErrorInterceptor } from '../../infra/temporal/error-interceptor.ts';

/** A logger and what it wrote. */
function capture() {
  const lines: string[] = [];
  const to = { write: (line: string) => void lines.push(line) };
  return { logger: createLogger({ name: 'worker', level: 'trace', to }), lines };
}

const KEY = 'ft_0123456789abcdefghijklmnopqrstuv';
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

test('O4: no line of a log holds an address, a key or a token, wherever it stands', () => {
  const { logger, lines } = capture();
  const words = `550 5.1.1 <jo.park+ap@bücher.example>: no such user; postgresql://owner:pässword@db.example:5432/x`;
  logger.error(
    { err: new Error(words), meta: { reply: ['to: JO@EXAMPLE.COM'] } },
    'said to mailto:jo%40example.com',
  );
  logger.info(
    { url: `https://x.example/unsubscribe/bXNnXzE.c2lnbmF0dXJl?a=1`, header: `Bearer ${KEY}` },
    KEY,
  );
  logger.warn({ password: 'x1', nested: { secret: SECRET }, text: `${SECRET} v1.0a1b2c3d.AAAA-bbbb_cc` });
  const all = lines.join('');
  for (const line of lines) expect(() => JSON.parse(line) as unknown).not.toThrow();
  expect(all).not.toMatch(/jo\.park|bücher|JO@|jo%40|pässword|owner|bXNnXzE|ft_0123|whsec_|AAAA|x1/);
  expect(all).toContain('550 5.1.1 <[address]>: no such user');
  expect(all).toContain('/unsubscribe/[redacted]');
});

test('O4: a line of the worker names the workflow and the attempt, and the history nothing but code and ids', async () => {
  const { logger, lines } = capture();
  const info = {
    activityType: 'executeStep',
    attempt: 3,
    workflowExecution: { workflowId: 'enrollment/enr_1', runId: 'run-1' },
  };
  const interceptor = new ErrorInterceptor(info, logger);
  const input = { args: [{ enrollmentId: 'enr_1', note: 'Jo Park' }], headers: {} };
  const failed = interceptor.execute(input, () =>
    Promise.reject(Object.assign(new Error('duplicate key (jo@example.com)'), { code: 'P2002' })),
  );
  await expect(failed).rejects.toBeInstanceOf(ApplicationFailure);
  await expect(failed).rejects.toThrow(/^P2002 enr_1$/);
  expect(JSON.parse(lines[0]!)).toMatchObject({
    activity: 'executeStep',
    workflowId: 'enrollment/enr_1',
    runId: 'run-1',
    attempt: 3,
    ids: ['enr_1'],
    code: 'P2002',
  });
  expect(lines[0]).not.toContain('jo@example.com');
});

test.each([
  ['not_found', { runId: 'run_1' }, new ProblemError('not_found', 'No such run.'), true],
  ['bad_input', {}, null, true],
  ['bad_input', 'enr_1', null, true],
  ['bad_input', { enrollmentId: '' }, null, true],
  ['bad_input', { enrollmentId: 7 }, null, true],
  [
    'PrismaClientValidationError',
    { runId: 'run_1' },
    Object.assign(new Error(), { name: 'PrismaClientValidationError' }),
    false,
  ],
  ['not_found', { runId: 'run_1' }, Object.assign(new Error(), { code: 'not_found' }), false],
  ['P1001', { runId: 'run_1' }, Object.assign(new Error(), { code: 'P1001' }), false],
  ['P1001', { runId: 'run_1' }, new MadeUpFor(Object.assign(new Error(), { code: 'P1001' })), true],
  ['ZodError', { runId: 'run_1' }, Object.assign(new Error(), { name: 'ZodError' }), false],
  ['TypeError', { runId: 'run_1' }, new TypeError('fetch failed'), false],
  ['conflict', { runId: 'run_1' }, new ProblemError('conflict', 'Not now.'), false],
] as const)(
  'O12: %s of an activity with %j: retried unless no retry mends it',
  async (type, input, error, nonRetryable) => {
    const info = { activityType: 'generateRun', attempt: 1 };
    const interceptor = new ErrorInterceptor(info, capture().logger);
    let calls = 0;
    const failed = interceptor.execute({ args: [input], headers: {} }, () => {
      calls += 1;
      return error === null ? Promise.resolve(null) : Promise.reject(error);
    });
    await expect(failed).rejects.toMatchObject({ type, nonRetryable });
    // Nothing is begun about nothing.
    expect(calls).toBe(error === null ? 0 : 1);
  },
);
