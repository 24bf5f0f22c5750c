import { describe, expect, it } from '@jest/globals';
import { disableReasonAfter, isTaken, retryAtAfter } from '../../domain/webhooks.ts';
import { isPublicAddress } from '../../infra/webhooks/public-address.ts';
import { signedHeaders } from '../../infra/webhooks/sign.ts';

describe('O5: the signature', () => {
  it('is the one of Standard Webhooks: its published test vector', () => {
    const headers = signedHeaders(['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'], {
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      timestamp: 1614265330,
      body: '{"test": 2432232314}',
    });
    expect(headers).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });
});

describe('O5: an address', () => {
  it.each(['93.184.216.34', '8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700::1111'])(
    '%s is public',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );

  it.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '127.255.255.255',
    '168.63.129.16',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.8',
    '192.0.2.1',
    '192.168.1.1',
    '198.18.0.1',
    '203.0.113.9',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '64:ff9b::7f00:1',
    'fe80::1',
    'fe80::1%eth0',
    'fc00::1',
    'fd12::1',
    'fec0::1',
    'ff02::1',
    '2001:db8::1',
    '2002:7f00:1::',
    '2001::1',
    '100::1',
    'localhost',
    '',
    '127.1',
  ])('%s is not public', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

describe('O5: after an attempt', () => {
  it('any 2xx is taken, everything else is not', () => {
    const taken = [200, 204, 299, 199, 300, 302, 410, 500, null].filter((statusCode) =>
      isTaken({ statusCode }),
    );
    expect(taken).toEqual([200, 204, 299]);
  });

  it('the next one comes later and later, and after ten the delivery has failed', () => {
    const delays = Array.from({ length: 10 }, (_, index) => retryAtAfter({ attempt: index + 1 }, 0));
    const minutes = delays.map((delay) => delay && delay / 60_000);
    expect(minutes).toEqual([5 / 60, 5, 30, 120, 300, 600, 840, 1200, 1440, null]);
  });

  it('a webhook is disabled that is gone, or that took nothing for 5 days', () => {
    const now = Date.parse('2026-03-10T00:00:00Z');
    const since = (days: number) => ({ failingSince: now - days * 86_400_000, now });
    expect(disableReasonAfter({ statusCode: 410 }, { failingSince: null, now })).toContain('410');
    expect(disableReasonAfter({ statusCode: 500 }, { failingSince: null, now })).toBeNull();
    expect(disableReasonAfter({ statusCode: 500 }, since(4.99))).toBeNull();
    expect(disableReasonAfter({ statusCode: null }, since(5))).toContain('5 days');
  });
});
