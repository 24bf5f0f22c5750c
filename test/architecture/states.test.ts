import { describe, expect, test } from '@jest/globals';
import { declaredChanges, STATE_MACHINES } from '../../tools/testing/state-guard.ts';
import { readSource } from '../support/rules/source-tree.ts';

const ARROW = /^\s*(\[\*\]|\w+) --> (\[\*\]|\w+)(?:: .+)?$/;

/** The arrows of the diagram under a heading, each as `from -> to`; a diagram's `[*]` begins as `new` and ends as `end`. */
function drawnChanges(text: string, heading: string): string[] {
  const section = text.split(`\n### ${heading}\n`)[1] ?? '';
  const diagram = /^[^#]*?```mermaid\nstateDiagram-v2\n([\s\S]*?)```/.exec(section)?.[1] ?? '';
  return diagram
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [, from = '?', to = '?'] = ARROW.exec(line) ?? [];
      return `${from === '[*]' ? 'new' : from} -> ${to === '[*]' ? 'end' : to}`;
    });
}

const ends = (transitions: Readonly<Record<string, readonly string[]>>): string[] =>
  Object.keys(transitions)
    .filter((status) => transitions[status]?.length === 0)
    .map((status) => `${status} -> end`);

describe('the diagrams of states', () => {
  const text = readSource('docs/ARCHITECTURE.md');

  test.each(STATE_MACHINES)('draw what the code declares of: $name', (machine) => {
    const wanted = [...declaredChanges(machine), ...ends(machine.transitions)];
    expect(drawnChanges(text, machine.name).sort()).toEqual(wanted.sort());
  });

  test('are read: an arrow too many, or a line that is none, is seen', () => {
    const sample = (line: string) =>
      `\n### Door\n\nOne line.\n\n\`\`\`mermaid\nstateDiagram-v2\n  [*] --> open: built\n${line}\n\`\`\`\n`;
    expect(drawnChanges(sample('  open --> shut: by a person'), 'Door')).toEqual([
      'new -> open',
      'open -> shut',
    ]);
    expect(drawnChanges(sample('  open -> shut'), 'Door')).toEqual(['new -> open', '? -> ?']);
    expect(drawnChanges(sample('  shut --> [*]'), 'Window')).toEqual(['? -> ?']);
  });
});

test.each(STATE_MACHINES)('every status of $name can be reached', ({ transitions }) => {
  const reached = new Set<string>(['new']);
  for (const status of reached) for (const next of transitions[status] ?? []) reached.add(next);
  expect([...reached].sort()).toEqual(Object.keys(transitions).sort());
});
