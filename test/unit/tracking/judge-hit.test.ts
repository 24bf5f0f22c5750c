import { describe, expect, test } from '@jest/globals';
import type { HitVerdict } from '../../../contracts/tracking/kinds.ts';
import { judgeHit, type Hit, type HitCopy } from '../../../domain/tracking/judge-hit.ts';

const LEFT = Date.parse('2030-06-03T07:00:00Z');
const HOUR = 3_600_000;
/** A hit so many milliseconds after the hand-over. */
const hit = (after: number, change: Partial<Hit> = {}): Hit => ({
  kind: 'click',
  link: 1,
  at: LEFT + after,
  signs: [],
  source: 'home',
  ...change,
});
const open = (after: number, change: Partial<Hit> = {}) => hit(after, { kind: 'open', link: 0, ...change });
const page = (after: number, change: Partial<Hit> = {}) =>
  hit(after, { kind: 'unsubscribe_page', link: 0, ...change });
const judge = (one: Hit, others: Hit[] = [], links = 3) =>
  judgeHit(one, { handedOverAt: LEFT, links, others } satisfies HitCopy);
const verdicts = (hits: Hit[], links = 3): HitVerdict[] =>
  hits.map(
    (one) =>
      judge(
        one,
        hits.filter((other) => other !== one),
        links,
      ).verdict,
  );

describe('T2: who a hit was', () => {
  test('a click hours later from an ordinary browser is a person’s', () => {
    expect(judge(hit(25 * HOUR))).toEqual({ verdict: 'human', reasons: ['nothing_against'] });
  });

  test('what a call shows of a machine is enough, with every reason named', () => {
    expect(judge(hit(HOUR, { signs: ['head_request', 'data_centre'] }))).toEqual({
      verdict: 'machine',
      reasons: ['head_request', 'data_centre'],
    });
    expect(judge(open(HOUR, { signs: ['privacy_proxy'] })).verdict).toBe('machine');
  });

  test('a proxy of pictures loads for somebody, or for nobody: unclear', () => {
    expect(judge(open(HOUR, { signs: ['image_proxy'] }))).toEqual({
      verdict: 'unclear',
      reasons: ['image_proxy'],
    });
    expect(judge(open(2_000, { signs: ['image_proxy'] }))).toEqual({
      verdict: 'machine',
      reasons: ['seconds_after_hand_over', 'image_proxy'],
    });
  });

  test.each([
    [0, 'machine'],
    [4_999, 'machine'],
    [5_000, 'unclear'],
    [14_999, 'unclear'],
    [15_000, 'human'],
    // Of an earlier hand-over, whose outcome nobody knew.
    [-60_000, 'human'],
  ])('%d ms after the hand-over: %s', (after, verdict) => {
    expect(judge(hit(after)).verdict).toBe(verdict);
    expect(judge(open(after)).verdict).toBe(verdict);
  });

  test('a scanner that follows every link within seconds is a machine, however late and whatever its name', () => {
    const hits = [1, 2, 3].map((link) => hit(HOUR + link * 2_500, { link, source: `s${link}` }));
    expect(verdicts(hits)).toEqual(['machine', 'machine', 'machine']);
    expect(judge(hits[0]!, hits.slice(1)).reasons).toEqual(['many_links_at_once']);
  });

  test('the same of the two links that there are, or of the only one with the unsubscribe link', () => {
    expect(verdicts([hit(HOUR), hit(HOUR + 4_000, { link: 2 })], 2)).toEqual(['machine', 'machine']);
    expect(verdicts([hit(HOUR), page(HOUR + 4_000)], 1)).toEqual(['machine', 'machine']);
  });

  test('two of many within two seconds are a machine’s, with a pause between them a person’s', () => {
    expect(verdicts([hit(HOUR), hit(HOUR + 1_500, { link: 2 })], 5)).toEqual(['machine', 'machine']);
    expect(verdicts([hit(HOUR), hit(HOUR + 6_000, { link: 2 })], 5)).toEqual(['human', 'human']);
    expect(verdicts([hit(HOUR), hit(HOUR + 6_000, { link: 2 })], 2)).toEqual(['human', 'human']);
  });

  test('the same link again and again is one link', () => {
    expect(verdicts([0, 300, 900, 4_000].map((more) => hit(HOUR + more)))).toEqual(Array(4).fill('human'));
  });

  test('looking at the unsubscribe page alone is what people do', () => {
    expect(judge(page(HOUR)).verdict).toBe('human');
    expect(judge(page(HOUR), [], 0).verdict).toBe('human');
  });

  test('who asks with HEAD and then with GET is one: the source tells', () => {
    const head = hit(HOUR, { signs: ['head_request'] });
    expect(judge(hit(HOUR + 3_000), [head], 1)).toEqual({ verdict: 'machine', reasons: ['same_source'] });
    expect(judge(hit(HOUR + 3_000, { source: 'elsewhere' }), [head], 1).verdict).toBe('human');
    // A browser that loads a preview of the link a person is about to follow.
    const preview = { ...head, signs: ['prefetch'] as const };
    expect(judge(hit(HOUR + 1_000), [preview], 1).verdict).toBe('human');
    expect(judge(hit(HOUR + 11_000), [head], 1).verdict).toBe('human');
    expect(judge(hit(HOUR + 3_000, { source: null }), [{ ...head, source: null }], 1).verdict).toBe('human');
  });

  test('a picture that loads while links are followed is the scanner’s from its address, else unclear', () => {
    const followed = [1, 2, 3].map((link) => hit(HOUR + link * 1_000, { link, source: 'scanner' }));
    expect(judge(open(HOUR, { source: 'scanner' }), followed)).toEqual({
      verdict: 'machine',
      reasons: ['many_links_at_once'],
    });
    expect(judge(open(HOUR), followed)).toEqual({ verdict: 'unclear', reasons: ['many_links_at_once'] });
    expect(judge(open(2 * HOUR, { source: 'scanner' }), followed).verdict).toBe('human');
  });

  test('case 2: the scanner of Monday is a machine in all it did, the reader of Wednesday a person', () => {
    const source = 'data centre';
    const signs = ['data_centre'] as const;
    const scanner = { source, signs };
    const monday = [
      hit(3_000, { source, signs: ['head_request', 'data_centre'] }),
      open(4_000, scanner),
      hit(4_500, scanner),
      hit(5_000, { ...scanner, link: 2 }),
      hit(5_500, { ...scanner, link: 3 }),
      page(6_000, scanner),
    ];
    expect(verdicts(monday)).toEqual(Array(6).fill('machine'));
    // Also where nobody knows the network.
    const unknown = monday.map((one) => ({
      ...one,
      signs: one.signs.filter((sign) => sign !== 'data_centre'),
    }));
    expect(verdicts(unknown)).toEqual(Array(6).fill('machine'));
    expect(judge(open(53 * HOUR), monday)).toEqual({ verdict: 'human', reasons: ['nothing_against'] });
  });
});
