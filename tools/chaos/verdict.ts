import { PHASES } from './crash-points.ts';
import type { ChaosResult } from './run.ts';

/** What a run has to have done to prove anything. */
export interface Demands {
  kills: number;
  /** Of the database, and of Temporal. */
  cuts: number;
}

/** What speaks against a run, one sentence each; none: every recipient of a step has exactly one mail. */
export function complaintsAbout(result: ChaosResult, demands: Demands): string[] {
  const complaints: [boolean, string][] = [
    [result.duplicates > 0, `${result.duplicates} duplicates`],
    [result.lost > 0, `${result.lost} lost`],
    [result.sent !== result.expected, `${result.sent} of ${result.expected} steps have exactly one mail`],
    [
      result.copies !== result.expectedCopies,
      `${result.copies} of ${result.expectedCopies} copies were accepted exactly once`,
    ],
    [result.uncertain > 0, `${result.uncertain} uncertain rows nobody answered`],
    [result.unsettled > 0, `${result.unsettled} mails arrived that the ledger does not call sent`],
    [result.open > 0, `${result.open} enrollments are not completed, or copies are left`],
    [result.kills < demands.kills, `only ${result.kills} kills of ${demands.kills}`],
    [result.databaseCuts < demands.cuts, `only ${result.databaseCuts} database cuts of ${demands.cuts}`],
    [result.temporalCuts < demands.cuts, `only ${result.temporalCuts} Temporal cuts of ${demands.cuts}`],
  ];
  const missed = PHASES.filter((phase) => !result.killedAt.get(phase)).map((phase) => `no kill ${phase}`);
  return [...complaints.filter(([is]) => is).map(([, words]) => words), ...missed];
}

/** The outcome as lines for a terminal. */
export function describeResult(result: ChaosResult): string[] {
  const width = Math.max(...PHASES.map((phase) => phase.length));
  const count = (of: ReadonlyMap<string, number>, phase: string): string =>
    `${of.get(phase) ?? 0}`.padStart(10);
  return [
    '',
    `${'phase'.padEnd(width)}${'at a kill'.padStart(10)}${'at a cut'.padStart(10)}`,
    ...PHASES.map(
      (phase) => `${phase.padEnd(width)}${count(result.killedAt, phase)}${count(result.cutAt, phase)}`,
    ),
    '',
    `enrollments ${result.enrollments}, steps ${result.expected}, copies ${result.expectedCopies}, mails accepted ${result.accepted}`,
    `kills ${result.kills}, database cuts ${result.databaseCuts}, Temporal cuts ${result.temporalCuts}`,
    `uncertain rows answered ${result.answered}, left ${result.uncertain}`,
    `sent ${result.sent}, copies ${result.copies}, duplicates ${result.duplicates}, lost ${result.lost}`,
    `duration ${Math.round(result.durationMs / 1000)} s`,
  ];
}
