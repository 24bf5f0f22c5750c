import type { ServerResponse } from 'node:http';
import { describe, expect, test } from '@jest/globals';
import { newId } from '../../../infra/ids.ts';
import { answers, fails, hangs, hangsUp, json, LLM_KEY, stalls } from '../../support/servers/llm-server.ts';
import { promptInput } from '../../support/rows/prompt-inputs.ts';
import { good, useWriter } from '../../support/worlds/writer-fixture.ts';

const fixture = useWriter();
const { server } = fixture;
const write: typeof fixture.write = (...input) => fixture.write(...input);
const kept = () => fixture.kept();

describe('M4: a provider in trouble', () => {
  test('a slow provider is given up in time, whether it never answers or never ends', async () => {
    for (const slow of [hangs, stalls]) {
      server.will(slow);
      const startedAt = performance.now();
      expect(await write({}, { timeoutMs: 300 })).toMatchObject({
        kind: 'failed',
        detail: 'The language model wrote nothing. It did not answer within 0.3 s.',
      });
      expect(performance.now() - startedAt).toBeLessThan(5_000);
      expect(server.requests).toHaveLength(1);
    }
    expect(await kept()).toMatchObject([
      { answer: null, problems: [{ code: 'timeout' }], inputTokens: null },
      { answer: null },
    ]);
  });

  test('429, 5xx and lost connections are tried again', async () => {
    for (const trouble of [fails(429), fails(429, { 'Retry-After': '0' }), fails(500), fails(503), hangsUp]) {
      server.will(trouble, trouble, good);
      expect(await write()).toMatchObject({ kind: 'written' });
      expect(server.requests).toHaveLength(3);
    }
    expect(await kept()).toHaveLength(5);
  });

  test('but not for ever, nor when the provider asks for more patience than we have', async () => {
    server.will(fails(500));
    expect(await write()).toMatchObject({
      detail: 'The language model wrote nothing. Its provider failed (500).',
    });
    expect(server.requests).toHaveLength(3);
    server.will(fails(429, { 'Retry-After': '3600' }));
    expect(await write()).toMatchObject({
      detail: expect.stringContaining('no more requests at present (429)'),
    });
    expect(server.requests).toHaveLength(1);
    server.will(hangsUp);
    expect(await write()).toMatchObject({ detail: expect.stringContaining('could not be reached') });
  });

  test.each([
    [401, 'refused the key (401)'],
    [403, 'refused the key (403)'],
    [404, 'no such address or model (404)'],
    [413, 'refused the request (413)'],
  ])('%d is final', async (status, reason) => {
    server.will(fails(status));
    expect(await write()).toMatchObject({ kind: 'failed', detail: expect.stringContaining(reason) });
    expect(server.requests).toHaveLength(1);
  });

  test('a refusal is final, and so is an answer that is no completion', async () => {
    server.will(answers(null, { refusal: 'I cannot do that.' }));
    expect(await write()).toMatchObject({ detail: expect.stringContaining('It refused to write this') });
    server.will(answers('', { finish: 'content_filter' }));
    expect(await write()).toMatchObject({ detail: expect.stringContaining('It refused to write this') });
    expect(server.requests).toHaveLength(1);
    for (const strange of [json(200, { hello: 1 }), json(200, { choices: [] }), html]) {
      server.will(strange);
      expect(await write()).toMatchObject({ detail: expect.stringMatching(/no chat completion|no JSON/) });
      expect(server.requests).toHaveLength(1);
    }
  });

  test('an endpoint that knows no schema, no JSON mode or no max_tokens is asked as it can', async () => {
    const writer = fixture.writer({ apiKey: null });
    const input = {
      ...promptInput(),
      source: { kind: 'draft', id: fixture.draftId },
      customerId: newId('customer'),
    } as const;
    server.will(
      fails(400, {}, 'use max_completion_tokens instead'),
      fails(400, {}, 'response_format'),
      fails(422, {}, 'response_format'),
      good,
    );
    expect(await writer.write(input)).toMatchObject({ kind: 'written' });
    expect(server.requests.map(({ body }) => [body.response_format?.type, body.max_tokens ?? null])).toEqual([
      ['json_schema', 700],
      ['json_schema', null],
      ['json_object', null],
      [undefined, null],
    ]);
    expect(server.requests.every(({ headers }) => headers.authorization === undefined)).toBe(true);
    server.will(good);
    await writer.write(input);
    expect(server.requests).toMatchObject([{ body: { max_completion_tokens: 700 } }]);
    server.will(fails(400));
    expect(await writer.write(input)).toMatchObject({
      detail: expect.stringContaining('refused the request (400)'),
    });
  });

  test('the key is in no row, error or log line, even when a provider quotes it', async () => {
    const printed: string[] = [];
    const write1 = process.stdout.write.bind(process.stdout);
    const write2 = process.stderr.write.bind(process.stderr);
    const spy = (chunk: unknown) => printed.push(String(chunk)) > 0;
    process.stdout.write = spy as typeof process.stdout.write;
    process.stderr.write = spy as typeof process.stderr.write;
    const results: unknown[] = [];
    try {
      for (const status of [400, 401, 429, 500]) {
        server.will(fails(status));
        results.push(await write());
      }
    } finally {
      process.stdout.write = write1;
      process.stderr.write = write2;
    }
    expect(JSON.stringify([results, printed, await kept()])).not.toContain(LLM_KEY);
  });
});

const html = (response: ServerResponse) =>
  void response.writeHead(200, { 'Content-Type': 'text/html' }).end('<html>Welcome</html>');
