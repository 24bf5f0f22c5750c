import { describe, expect, test } from '@jest/globals';
import { resultOf, type JestReport } from '../../tools/testing/jest-report.ts';
import {
  closingLines,
  failureLines,
  overruns,
  overtime,
  slowestFileLines,
  slowestLines,
  sumOf,
  timeLines,
} from '../../tools/testing/report.ts';
import {
  CHECKS_BUDGET,
  FIRST_BUILD_BUDGET,
  INSTALL_BUDGET,
  parseTiers,
  TIERS,
  WHOLE_BUDGET,
} from '../../tools/testing/tiers.ts';

describe('the time of npm test', () => {
  test('is at most 25 minutes, the checks and the first build of the Temporal server included', () => {
    const tiers = Object.values(TIERS).reduce((total, { budget }) => total + budget, 0);
    expect(tiers + CHECKS_BUDGET + FIRST_BUILD_BUDGET + INSTALL_BUDGET).toBeLessThanOrEqual(WHOLE_BUDGET);
    expect(WHOLE_BUDGET).toBe(25 * 60);
  });

  test('is shown for each part beside its budget', () => {
    const parts = [
      { name: 'unit', seconds: 11.4, budget: 60 },
      { name: 'api', seconds: 100.2, budget: 240, busy: 0.874 },
    ];
    expect(timeLines(parts)).toEqual([
      '     11 s of   60  unit',
      '    100 s of  240  api, processors 87 % busy',
      '    112 s of  300  together',
    ]);
  });

  test('is a word where the whole or a part took longer than it should', () => {
    const part = { name: 'api', budget: 240 };
    expect(overruns([{ ...part, seconds: 240 }])).toEqual([]);
    expect(overruns([{ ...part, seconds: 241 }])).toEqual([
      expect.stringContaining('api took 241 s of its 240'),
    ]);
    expect(overtime(1440, 1440)).toBeNull();
    expect(overtime(1441, 1440)).toBe('the whole took 1441 s of its 1440');
  });
});

test('the ten slowest tests are shown, the slowest first', () => {
  const tests = Array.from({ length: 12 }, (_, n) => ({ name: `db: ${n}`, seconds: n + 0.25 }));
  const lines = slowestLines(tests);
  expect(lines).toHaveLength(10);
  expect([lines[0], lines[9]]).toEqual(['   11.3 s  db: 11', '    2.3 s  db: 2']);
});

test('the slowest files are shown by the sum of their tests', () => {
  const tests = [
    { name: 'a.test.ts › one', seconds: 2 },
    { name: 'b.test.ts › two', seconds: 3 },
    { name: 'a.test.ts › three › four', seconds: 2 },
  ];
  expect(slowestFileLines(tests)).toEqual(['    4.0 s  a.test.ts', '    3.0 s  b.test.ts']);
});

test('what was found is added up', () => {
  expect(
    sumOf([
      { passed: 2, failed: 0, skipped: 0 },
      { passed: 1, failed: 3, skipped: 2 },
    ]),
  ).toEqual({ passed: 3, failed: 3, skipped: 2 });
});

test('the last line names skipped tests where there are some', () => {
  expect(closingLines({ passed: 3, failed: 0, skipped: 0 })).toEqual(['3 passed, 0 failed']);
  expect(closingLines({ passed: 3, failed: 1, skipped: 2 })).toEqual([
    '2 skipped: tests on servers that cannot be had here',
    '3 passed, 1 failed',
  ]);
});

test('tiers run in their own order, and an unknown one is named', () => {
  expect(parseTiers(['e2e', 'unit'])).toEqual(['unit', 'e2e']);
  expect(() => parseTiers(['units'])).toThrow('unknown tier units; there are unit, architecture, db');
});

describe('what failed', () => {
  const failed = (ancestorTitles: string[], message: string) => ({
    ancestorTitles,
    title: 'pays once',
    status: 'failed',
    duration: 1500,
    failureMessages: [message],
  });
  const report = (testResults: JestReport['testResults'], change: Partial<JestReport> = {}): JestReport => ({
    numPassedTests: 4,
    numFailedTests: 0,
    numPendingTests: 0,
    numRuntimeErrorTestSuites: 0,
    testResults,
    ...change,
  });
  const entry = { name: `${process.cwd()}/test/db/a.test.ts`, message: '' };

  test('is named with its file, in a group and alone, and with the first line of why', () => {
    const ofGroup = failed(['test/api/b.test.ts', 'C5'], '\u001b[2mexpected\u001b[22m 1\n    at line');
    const assertionResults = [
      failed(['C5'], 'Error: gone'),
      ofGroup,
      { ...failed([], ''), status: 'passed', failureMessages: [] },
    ];
    const found = resultOf('db', report([{ ...entry, assertionResults }], { numFailedTests: 2 }), 1);
    expect(found).toMatchObject({ passed: 4, failed: 2 });
    expect(found.failures).toEqual([
      { name: 'test/db/a.test.ts › C5 › pays once', why: 'Error: gone' },
      { name: 'test/api/b.test.ts › C5 › pays once', why: 'expected 1' },
    ]);
    expect(found.tests[0]).toEqual({ name: 'test/db/a.test.ts › C5 › pays once', seconds: 1.5 });
    expect(failureLines(found.failures)).toEqual([
      '\n== failed',
      'FAILED: test/db/a.test.ts › C5 › pays once',
      '        Error: gone',
      'FAILED: test/api/b.test.ts › C5 › pays once',
      '        expected 1',
    ]);
    expect(failureLines([])).toEqual([]);
  });

  test('is a file that cannot be loaded, or jest itself when no test failed', () => {
    const unread = {
      ...entry,
      message: '  ● Test suite failed to run\n\n    SyntaxError: x\n at y',
      assertionResults: [],
    };
    expect(resultOf('db', report([unread], { numRuntimeErrorTestSuites: 1 }), 1)).toMatchObject({
      failed: 1,
      failures: [{ name: 'test/db/a.test.ts', why: 'SyntaxError: x' }],
    });
    const message =
      '  ● pays once\n\n    no\n\n  ● Test suite failed to run\n\n    test/api/b.test.ts › after all: Error: left\n at z';
    const hook = { ...entry, message, assertionResults: [failed(['test/api/b.test.ts'], 'no')] };
    expect(
      resultOf('api', report([hook], { numRuntimeErrorTestSuites: 1, numFailedTests: 1 }), 1),
    ).toMatchObject({
      failed: 2,
      failures: [
        { name: 'test/api/b.test.ts › pays once', why: 'no' },
        { name: 'test/api/b.test.ts › after all', why: 'Error: left' },
      ],
    });
    expect(resultOf('db', report([]), 7)).toMatchObject({
      failed: 1,
      failures: [{ name: 'db', why: 'jest ended with code 7' }],
    });
    expect(resultOf('db', report([], { numPendingTests: 2 }), 0)).toMatchObject({
      passed: 4,
      failed: 0,
      skipped: 2,
      failures: [],
    });
  });
});
