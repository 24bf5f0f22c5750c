import { readdirSync, readFileSync } from 'node:fs';

/** Processor time in milliseconds, by part of the system. */
export type ProcessorTime = Record<string, number>;

/** Linux counts processor time in hundredths of a second. */
const TICK_MS = 10;

interface Stat {
  parent: number;
  ticks: number;
}

function statOf(pid: number | string): Stat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    // Its own time, and that of children which have ended.
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    return { parent: Number(fields[1]), ticks };
  } catch {
    return null;
  }
}

/**
 * Processor time used so far by processes and their children, by name. What a step costs is told better by this than
 * by its rate when other work runs on the same cores. All zero where there is no /proc.
 */
export function processorTime(pids: Record<string, number>): ProcessorTime {
  const names = new Map(Object.entries(pids).map(([name, pid]) => [pid, name]));
  const used: ProcessorTime = Object.fromEntries(Object.keys(pids).map((name) => [name, 0]));
  for (const pid of processIds()) {
    const stat = statOf(pid);
    const name = stat && (names.get(Number(pid)) ?? names.get(stat.parent));
    // This process is the parent of the others; they count for themselves.
    const isOwnChild = stat && !names.has(Number(pid)) && stat.parent === process.pid;
    if (name && !isOwnChild) used[name]! += stat.ticks * TICK_MS;
  }
  const own = process.cpuUsage();
  for (const [name, pid] of Object.entries(pids)) {
    if (pid === process.pid) used[name] = (own.user + own.system) / 1000;
  }
  return used;
}

function processIds(): string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

/** What was used between two looks, for each of so many things. */
export function timeEach(before: ProcessorTime, after: ProcessorTime, count: number): ProcessorTime {
  return Object.fromEntries(Object.entries(after).map(([name, ms]) => [name, (ms - before[name]!) / count]));
}
