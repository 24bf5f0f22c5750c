import { words } from '../words/en.ts';

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value as a line: texts as they are, everything else as the API writes it. */
const shown = (value: unknown): string =>
  value === undefined || value === null
    ? words.none
    : typeof value === 'string'
      ? value
      : JSON.stringify(value);

/** What an entry of the audit log changed, member by member: before and after. */
export function WhatChanged({ before, after }: { before: unknown; after: unknown }) {
  const [was, is] = [isRecord(before) ? before : {}, isRecord(after) ? after : {}];
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter(
    (name) => shown(was[name]) !== shown(is[name]),
  );
  if (names.length === 0) return null;
  return (
    <dl className="facts">
      {names.map((name) => (
        <div key={name}>
          <dt>
            <code>{name}</code>
          </dt>
          <dd>
            {name in was && (
              <>
                <del dir="auto">{shown(was[name])}</del>{' '}
              </>
            )}
            <span dir="auto">{shown(is[name])}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
