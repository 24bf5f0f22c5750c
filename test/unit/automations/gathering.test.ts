import { describe, expect, it } from '@jest/globals';
import { gather, GATHERING_MS } from '../../../domain/automations/gathering.ts';

const NOW = 1_000_000_000;
const waiting = { made: 1, oldestAt: NOW, tooManyAt: null, mayFollow: null, now: NOW };

describe('A4: mails of a pass to one of our own people', () => {
  it('leave one by one where they cannot become too many', () => {
    expect(gather({ ...waiting, mayFollow: 0 })).toEqual({ kind: 'single' });
    expect(gather({ ...waiting, made: 5, mayFollow: 15 })).toEqual({ kind: 'single' });
  });

  it('wait while they may, an hour at most', () => {
    const until = NOW + GATHERING_MS;
    expect(gather({ ...waiting, made: 5, mayFollow: 16 })).toEqual({ kind: 'wait', until });
    expect(gather(waiting)).toEqual({ kind: 'wait', until });
    expect(gather({ ...waiting, now: until })).toEqual({ kind: 'single' });
  });

  it('become a digest above 20, when all are made, or an hour after the first one too many', () => {
    expect(gather({ ...waiting, made: 20, mayFollow: 0 })).toEqual({ kind: 'single' });
    expect(gather({ ...waiting, made: 21, mayFollow: 0 })).toEqual({ kind: 'digest' });
    const tooManyAt = NOW + 60_000;
    const many = { ...waiting, made: 300, tooManyAt, mayFollow: 21 };
    expect(gather({ ...many, now: NOW + GATHERING_MS })).toEqual({
      kind: 'wait',
      until: tooManyAt + GATHERING_MS,
    });
    expect(gather({ ...many, now: tooManyAt + GATHERING_MS })).toEqual({ kind: 'digest' });
  });
});
