import { describe, expect, it } from '@jest/globals';
import { operations } from '../../../contracts/operations.ts';
import { problemOf } from '../../../console/src/api/problems.ts';
import { heardOf } from '../../../console/src/api/heard.ts';
import {
  customersSearch,
  filtersOf as customerFilters,
} from '../../../console/src/screens/customers/search.ts';
import { filtersOf, queueSearch } from '../../../console/src/screens/queue/search.ts';
import { lookFirst, toApprove, type Line } from '../../../console/src/screens/review/order.ts';
import { SHOWN_IN, touchedBy } from '../../../console/src/app/changes.ts';

const line = (id: string, change: Partial<Line> = {}): Line =>
  ({
    id,
    status: 'proposed',
    contentHash: `hash of ${id}`,
    errorCode: null,
    amount: '1.00',
    attention: [],
    ...change,
  }) as Line;

describe('what stands in an address', () => {
  it('is read as far as it is understood, and becomes filters of the API', () => {
    const search = queueSearch({ type: 'call', tab: 'nonsense', mine: 'true', row: 'exe_1', errors: 'no' });
    expect(search).toEqual({ type: 'call', mine: true, row: 'exe_1' });
    expect(filtersOf(search, 'usr_1')).toEqual({ include: 'due', type: 'call', assigneeId: 'usr_1' });
    expect(customersSearch({ search: 42, status: 'gone', overdue: true })).toEqual({
      search: '42',
      overdue: true,
    });
    expect(customerFilters({ overdue: true, unassigned: true })).toEqual({
      overdue: 'positive',
      unassigned: 'ar',
    });
  });
});

describe('a batch in the console', () => {
  it('P14: what came back, was edited, cannot be written or is largest is looked at first, each once', () => {
    const lines = [
      line('small'),
      line('returned', { attention: ['returned'] }),
      line('big', { amount: '900.00', attention: ['edited'] }),
      line('bigger', { amount: '1000.00' }),
      line('tiny', { amount: '0.10' }),
      line('unwritten', {
        amount: null,
        contentHash: null,
        errorCode: 'no_contact',
        attention: ['unwritten'],
      }),
    ];
    const { first, rest } = lookFirst(lines);
    expect(first.map(({ line: { id }, why }) => [id, why])).toEqual([
      ['small', ['largest']],
      ['returned', ['returned']],
      ['big', ['edited', 'largest']],
      ['bigger', ['largest']],
      ['unwritten', ['unwritten']],
    ]);
    expect(rest.map(({ id }) => id)).toEqual(['tiny']);
  });

  it('P14: approves by hash what waits and is written, and nothing that was left out', () => {
    const lines = [line('a'), line('b'), line('c', { status: 'approved' }), line('d', { contentHash: null })];
    expect(toApprove(lines, new Set(['b']))).toEqual([{ itemId: 'a', contentHash: 'hash of a' }]);
  });
});

describe('answers of the API in the console', () => {
  it('O2: a problem document keeps its words, fields and further members', () => {
    const problem = problemOf(409, {
      type: 'urn:followthrough:problem:already_acted',
      title: 'Somebody was faster',
      detail: 'Ada sent it.',
      errors: [{ field: 'body.subject', message: 'is too long' }],
      happened: { by: 'Ada' },
    });
    expect([problem.code, problem.status, problem.message]).toEqual(['already_acted', 409, 'Ada sent it.']);
    expect(problem.errorAt('subject')).toBe('is too long');
    expect(problem.extra).toEqual({ happened: { by: 'Ada' } });
  });

  it('O2: an answer that is no problem document, as a proxy gives it, becomes one', () => {
    expect(problemOf(502, undefined).code).toBe('unavailable');
    expect(problemOf(400, '<html>').code).toBe('malformed');
  });

  it('W3: events that are no changes are passed over', () => {
    expect(heardOf('{"entity":"note","id":"not_1"}')).toEqual({
      change: { entity: 'note', id: 'not_1' },
    });
    expect([heardOf('x'), heardOf('{}'), heardOf('null')]).toEqual([null, null, null]);
  });

  it('W3: a change names reads that the API has; rows of lists stay until somebody asks', () => {
    const known = new Set(operations.map(({ id }) => id));
    expect(
      Object.values(SHOWN_IN)
        .flat()
        .filter((id) => !known.has(id)),
    ).toEqual([]);
    expect(touchedBy('stepExecution').asked).toEqual(['listQueue']);
    expect(touchedBy('stepExecution').now).toContain('countQueue');
    expect(touchedBy('nothing of ours')).toEqual({ now: [], asked: [] });
  });
});
