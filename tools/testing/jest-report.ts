import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { count, type Count, type Failure, type TimedTest } from './report.ts';
import type { Tier } from './tiers.ts';

/** What we read of a test in jest's JSON report. */
interface ReportedTest {
  ancestorTitles: string[];
  title: string;
  status: string;
  duration?: number | null;
  failureMessages?: string[];
}

/** What we read of jest's JSON report. */
export interface JestReport {
  numPassedTests: number;
  numFailedTests: number;
  /** Skipped ones. */
  numPendingTests: number;
  /** Files that could not even be loaded. */
  numRuntimeErrorTestSuites: number;
  testResults: {
    /** The path of the file, or of the entry of a group. */
    name: string;
    /** Everything that jest says of its failures. */
    message: string;
    assertionResults: ReportedTest[];
  }[];
}

/** What one jest process found. */
export interface JestResult extends Count {
  tests: TimedTest[];
  failures: Failure[];
}

/** A process that said nothing at all. */
export function nothingFrom(tier: Tier): JestResult {
  return { ...count(false), tests: [], failures: [{ name: tier, why: 'jest ended without a report' }] };
}

/** The file of a test and its titles. In a group the first title is the file already. */
function nameOf(path: string, { ancestorTitles, title }: ReportedTest): string {
  const titles = [...ancestorTitles, title];
  return (titles[0]?.startsWith('test/') ? titles : [path, ...titles]).join(' › ');
}

/** What jest writes above the reason when not a test failed, but its file. */
const HEADING = '● Test suite failed to run';
/** How the environment of groups names the file of a hook. */
const FAILED_HOOK = /^ *(test\/\S+ › after all): (.*)$/gm;

const firstLine = (text = ''): string => stripVTControlCharacters(text).trim().split('\n')[0] ?? '';

/** What failed of a file beside its tests: a hook after the last one, or the file could not be loaded. */
function failuresBesideTests(path: string, message: string): Failure[] {
  const [, text] = stripVTControlCharacters(message).split(HEADING);
  if (text === undefined) return [];
  const hooks = [...text.matchAll(FAILED_HOOK)].map(([, name = '', why = '']) => ({ name, why }));
  return hooks.length > 0 ? hooks : [{ name: path, why: firstLine(text) }];
}

/** Reads a report beside the exit code that jest ended with. */
export function resultOf(tier: Tier, report: JestReport, code: number): JestResult {
  const files = report.testResults.map((file) => ({ ...file, name: relative(process.cwd(), file.name) }));
  const failures = files.flatMap(({ name, message, assertionResults }): Failure[] => [
    ...assertionResults
      .filter(({ status }) => status === 'failed')
      .map((test) => ({ name: nameOf(name, test), why: firstLine(test.failureMessages?.[0]) })),
    ...failuresBesideTests(name, message),
  ]);
  const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
  // Jest may fail for another reason, such as a hook after the last test.
  if (code !== 0 && failures.length === 0) failures.push({ name: tier, why: `jest ended with code ${code}` });
  return {
    passed: report.numPassedTests,
    failed: code !== 0 && failed === 0 ? 1 : failed,
    skipped: report.numPendingTests,
    failures,
    tests: files.flatMap(({ name, assertionResults }) =>
      assertionResults.map((test) => ({ name: nameOf(name, test), seconds: (test.duration ?? 0) / 1000 })),
    ),
  };
}
