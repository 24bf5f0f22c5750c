import type { HitKind, HitReason, HitSign, HitVerdict } from '../../contracts/tracking/kinds.ts';

/** One hit on a copy of a message; `at` in epoch milliseconds. */
export interface Hit {
  kind: HitKind;
  /** Of a click: which link of the message, from 1; else 0. */
  link: number;
  at: number;
  signs: readonly HitSign[];
  /** Where it came from, comparable only; null: not known any more. */
  source: string | null;
}

/** The copy that was hit. */
export interface HitCopy {
  handedOverAt: number;
  /** How many links of it lead over us; the one to unsubscribe is none of them. */
  links: number;
  /** Its other hits of about that time. */
  others: readonly Hit[];
}

/** A hit is judged this long after it: until then others may come that tell what it was (T2). */
export const SETTLES_AFTER_MS = 60_000;

/** Nobody has read anything so soon after the hand-over. */
const TOO_SOON_MS = 5_000;
/** Somebody might have, who was waiting for it. */
const SOON_MS = 15_000;
/** So many different links within this time are more than a person clicks. */
const MANY_LINKS = 3;
const BURST_MS = 10_000;
/** Within this time nobody follows every link, if there are two at least. */
const ALL_LINKS_MS = 5_000;
/** Within this time nobody follows two. */
const TWO_LINKS_MS = 2_000;

/** Signs that leave open who it was. */
const UNCERTAIN_SIGNS: ReadonlySet<HitSign> = new Set(['image_proxy']);
const isOfMachine = (sign: HitSign): boolean => !UNCERTAIN_SIGNS.has(sign);

/** Signs of machines of their own: what loads ahead does so beside a person, from the same address. */
const OWN_MACHINES: ReadonlySet<HitSign> = new Set([
  'head_request',
  'security_scanner',
  'automated_agent',
  'data_centre',
]);

/** Who a hit was (T2), and everything that says so. Pure; a minute after the hit it is known what came with it. */
export function judgeHit(hit: Hit, copy: HitCopy): { verdict: HitVerdict; reasons: HitReason[] } {
  const machine: HitReason[] = hit.signs.filter(isOfMachine);
  const unclear: HitReason[] = hit.signs.filter((sign) => !isOfMachine(sign));
  const age = hit.at - copy.handedOverAt;
  // One of before belongs to an earlier hand-over, whose outcome nobody knew.
  if (age >= 0 && age < SOON_MS) (age < TOO_SOON_MS ? machine : unclear).push('seconds_after_hand_over');
  const burst = burstAround(hit, copy);
  if (burst.length > 0) {
    // A person's mail program may load the picture while a filter follows the links.
    const isPartOf = hit.kind !== 'open' || burst.some(({ source }) => isSame(hit.source, source));
    (isPartOf ? machine : unclear).push('many_links_at_once');
  }
  if (machine.length === 0 && cameWithMachine(hit, copy)) machine.push('same_source');
  if (machine.length > 0) return { verdict: 'machine', reasons: [...machine, ...unclear] };
  if (unclear.length > 0) return { verdict: 'unclear', reasons: unclear };
  return { verdict: 'human', reasons: ['nothing_against'] };
}

/** The links that were followed at about the time of a hit, if those are all there are, or more than a person clicks. */
function burstAround(hit: Hit, { links, others }: HitCopy): Hit[] {
  const all = [hit, ...others].filter(({ kind }) => kind !== 'open');
  const within = (ms: number) => all.filter(({ at }) => Math.abs(at - hit.at) <= ms);
  const different = (hits: readonly Hit[]) => new Set(hits.map(placeOf)).size;
  const near = within(ALL_LINKS_MS);
  const clicked = different(near.filter(({ kind }) => kind === 'click'));
  const isAll = different(near) > 1 && clicked >= links;
  const isTwo = different(within(TWO_LINKS_MS)) > 1;
  const isMany = different(within(BURST_MS)) >= MANY_LINKS;
  return isAll || isTwo || isMany ? within(BURST_MS) : [];
}

const placeOf = ({ kind, link }: Hit): string => `${kind} ${link}`;

function cameWithMachine({ at, source }: Hit, { others }: HitCopy): boolean {
  return others.some(
    (other) =>
      Math.abs(other.at - at) <= BURST_MS &&
      isSame(source, other.source) &&
      other.signs.some((sign) => OWN_MACHINES.has(sign)),
  );
}

const isSame = (one: string | null, other: string | null): boolean => one !== null && one === other;
