import type { ReactNode } from 'react';

/** One bar: what it is of, and its parts from the bottom up. */
export interface Bar {
  key: string;
  name: string;
  parts: readonly number[];
}

const HEIGHT = 100;

/**
 * Bars side by side, of one unit, drawn as lengths only: the figures stand in the table that belongs to each plot. What is
 * below 0 hangs under the line.
 *
 * @param most the longest bar in words, beside the plot
 */
export function Bars({
  label,
  bars,
  names,
  tones,
  most,
  hasNames = true,
}: {
  label: string;
  bars: readonly Bar[];
  /** What the parts are, in their order, with the class of each tone (`bar-1`). */
  names: readonly string[];
  tones: readonly string[];
  most: ReactNode;
  hasNames?: boolean;
}) {
  const tops = bars.map(({ parts }) => sumOf(parts.filter((part) => part > 0)));
  const lows = bars.map(({ parts }) => -sumOf(parts.filter((part) => part < 0)));
  const [top, low] = [Math.max(0, ...tops), Math.max(0, ...lows)];
  const scale = HEIGHT / Math.max(top + low, Number.MIN_VALUE);
  const zero = top * scale;
  return (
    <figure className="plot">
      <figcaption className="row wrap">
        {hasNames &&
          names.length > 1 &&
          names.map((name, index) => (
            <span key={name} className="plot-name">
              <svg className="key" viewBox="0 0 8 8" aria-hidden="true">
                <rect className={tones[index]} width="8" height="8" />
              </svg>
              {name}
            </span>
          ))}
        <span className="muted plot-most">{most}</span>
      </figcaption>
      <svg
        role="img"
        aria-label={label}
        viewBox={`0 0 ${Math.max(1, bars.length) * 10} ${HEIGHT}`}
        preserveAspectRatio="none"
      >
        {bars.map(({ key, name, parts }, at) => (
          <g key={key}>
            <title>{name}</title>
            {stacked(parts).map(({ from, to }, index) => (
              <rect
                key={names[index]}
                className={tones[index]}
                x={at * 10 + 1}
                width="8"
                y={zero - Math.max(from, to) * scale}
                height={Math.abs(to - from) * scale}
              />
            ))}
          </g>
        ))}
        {low > 0 && <line className="plot-zero" x1="0" x2={bars.length * 10} y1={zero} y2={zero} />}
      </svg>
      <p className="row between muted" aria-hidden="true">
        <span>{bars[0]?.name}</span>
        <span>{bars.length > 1 && bars.at(-1)?.name}</span>
      </p>
    </figure>
  );
}

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each, 0);

/** Where each part begins and ends: above 0 one upon the other, below 0 one under the other. */
function stacked(parts: readonly number[]): { from: number; to: number }[] {
  let [above, below] = [0, 0];
  return parts.map((part) => {
    const from = part < 0 ? below : above;
    const to = from + part;
    if (part < 0) below = to;
    else above = to;
    return { from, to };
  });
}
