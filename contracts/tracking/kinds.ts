/** The closed lists of tracking: each literal union is written once; schemas, SQL and switches take it from here. A leaf. */

/**
 * What was loaded: the invisible picture, a link, or the page of the unsubscribe link, which counts for nothing and tells of
 * whoever follows every link.
 */
export const HIT_KINDS = ['open', 'click', 'unsubscribe_page'] as const;
export type HitKind = (typeof HIT_KINDS)[number];

/** Who was it (T2)? Only people count for outcomes. */
export const HIT_VERDICTS = ['human', 'machine', 'unclear'] as const;
export type HitVerdict = (typeof HIT_VERDICTS)[number];

/**
 * What one call shows by itself. `head_request`: it asked for no content; `prefetch`: it says that it loads ahead;
 * `privacy_proxy`: loads every picture, opened or not; `image_proxy`: loads for a reader whom nobody sees;
 * `security_scanner`: by its name or its network; `automated_agent`: no browser, or none that a person holds;
 * `data_centre`: from where no people are.
 */
export const HIT_SIGNS = [
  'head_request',
  'prefetch',
  'privacy_proxy',
  'image_proxy',
  'security_scanner',
  'automated_agent',
  'data_centre',
] as const;
export type HitSign = (typeof HIT_SIGNS)[number];

/**
 * Why a hit was judged as it was: its signs, or what came about it. `seconds_after_hand_over`: sooner than anybody reads;
 * `many_links_at_once`: together with every other link, or more than a person can click; `same_source`: from where a machine
 * called in the same seconds; `nothing_against`: a person.
 */
export const HIT_REASONS = [
  ...HIT_SIGNS,
  'seconds_after_hand_over',
  'many_links_at_once',
  'same_source',
  'nothing_against',
] as const;
export type HitReason = (typeof HIT_REASONS)[number];
