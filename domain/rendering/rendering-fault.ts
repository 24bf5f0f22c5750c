import type { TemplateProblem } from './compiled-template.ts';

/** A problem that has no place of its own in a text: of all of it, or of what was rendered. */
export function problemOf(place: string, message: string): TemplateProblem {
  return { place, line: 1, column: 1, message };
}

/**
 * Renders; what a library or broken facts throw on the way is the problem of this one text, so that it ends as one row in
 * error and never holds whatever it is part of (M3).
 */
export function orProblem<T>(place: string, render: () => T): T | { ok: false; problems: TemplateProblem[] } {
  try {
    return render();
  } catch (error) {
    return { ok: false, problems: [problemOf(place, unrendered(error))] };
  }
}

/** In words for people: what was thrown while a text was rendered. */
export function unrendered(error: unknown): string {
  return `It cannot be rendered: ${error instanceof Error ? error.message : String(error)}`;
}
