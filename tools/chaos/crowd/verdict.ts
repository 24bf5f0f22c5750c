import type { CrowdResult } from './run.ts';

/** What a run of a crowd has to have done to prove anything. */
export interface CrowdDemands {
  kills: number;
  /** Stops asked for. */
  stops: number;
}

/** What speaks against a run, one sentence each; none: one truth, whoever was killed. */
export function complaintsAboutCrowd(result: CrowdResult, { kills, stops }: CrowdDemands): string[] {
  const { workerKills, apiKills, enrolledTwice, stoppedTwice, notedTwice } = result;
  const complaints: [boolean, string][] = [
    [result.duplicates > 0, `${result.duplicates} duplicates`],
    [result.lost > 0, `${result.lost} lost`],
    [result.uncertain > 0, `${result.uncertain} uncertain rows nobody answered`],
    [
      result.answered < result.doubts,
      `${result.doubts} hand-overs without an answer, ${result.answered} of them shown`,
    ],
    [result.unsettled > 0, `${result.unsettled} mails arrived that the ledger does not call sent`],
    [result.open > 0, `${result.open} enrollments have not ended, or copies are left`],
    [enrolledTwice > 0, `${enrolledTwice} enrolled twice`],
    [stoppedTwice > 0, `${stoppedTwice} stopped twice`],
    [notedTwice > 0, `${notedTwice} notes written twice`],
    [result.stopped > stops, `${result.stopped} stopped, ${stops} were asked for`],
    [workerKills + apiKills < kills, `only ${workerKills + apiKills} kills of ${kills}`],
    [workerKills > 0 && result.cutInBody === 0, 'no worker was killed in a body'],
    [workerKills > 0 && result.doubts === 0, 'no hand-over was left without an answer'],
    [apiKills > 0 && result.retried === 0, 'no call lost its answer'],
    [apiKills > 0 && result.controlTwice === 0, 'calls with changed keys were not carried out twice'],
  ];
  return complaints.filter(([is]) => is).map(([, words]) => words);
}

const seconds = (ms: number): string => `${Math.round(ms / 1_000)} s`;

/** The outcome as lines for a terminal; `quiet`: the same without kills. */
export function describeCrowd(result: CrowdResult, quiet: CrowdResult | null): string[] {
  const { plan, workerKills, apiKills } = result;
  return [
    '',
    `${plan.workers} workers and ${plan.apis} APIs; ${plan.enrollments} enrollments, ${result.stopped} of them stopped; mails accepted ${result.accepted}, owed ${result.expected}`,
    `kills: ${workerKills} of workers, with ${result.cutInBody} bodies that were being read, and ${apiKills} of APIs, with ${result.retried} calls made again; ${result.failedStarts} starts made again`,
    `hand-overs without an answer ${result.doubts}; uncertain rows answered ${result.answered}, left ${result.uncertain}`,
    `duplicates ${result.duplicates}, lost ${result.lost}, open ${result.open}; enrolled twice ${result.enrolledTwice}, stopped twice ${result.stoppedTwice}, noted twice ${result.notedTwice} (with changed keys ${result.controlTwice})`,
    `time to drain ${seconds(result.drainMs)}, ${seconds(result.afterKillsMs)} of it after the last kill${quiet ? `; without kills ${seconds(quiet.drainMs)}` : ''}`,
  ];
}
