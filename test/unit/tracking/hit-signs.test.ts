import { describe, expect, test } from '@jest/globals';
import type { HitSign } from '../../../contracts/tracking/kinds.ts';
import { hitSigns, type HitCall } from '../../../domain/tracking/hit-signs.ts';
import { networkOf } from '../../../domain/tracking/networks.ts';

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36';
const SAFARI =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1';
/** An address of a home. */
const HOME = '84.160.12.7';
const call = (change: Partial<HitCall>): HitCall => ({
  method: 'GET',
  userAgent: CHROME,
  address: HOME,
  purpose: null,
  ...change,
});

describe('T2: what a call shows of a machine', () => {
  test.each<[string, Partial<HitCall>, HitSign[]]>([
    ['a browser at home', {}, []],
    ['a telephone', { userAgent: SAFARI, address: '2003:c1:770f::5' }, []],
    ['a browser whose address is unknown', { address: null }, []],
    ['an address that is none', { address: 'unix:' }, []],
    ['HEAD', { method: 'HEAD' }, ['head_request']],
    ['a browser that loads ahead', { purpose: ' prefetch;prerender ' }, ['prefetch']],
    ['Safari showing a preview', { purpose: 'preview' }, ['prefetch']],
    ['Apple Mail Privacy Protection', { userAgent: 'Mozilla/5.0' }, ['privacy_proxy']],
    [
      'the image proxy of Gmail, in its data centre',
      {
        userAgent:
          'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)',
        address: '66.249.84.12',
      },
      ['image_proxy'],
    ],
    [
      'the image proxy of Yahoo',
      { userAgent: 'YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html' },
      ['image_proxy'],
    ],
    ['Barracuda by name', { userAgent: 'BarracudaCentral/LinkProtect' }, ['security_scanner']],
    [
      'Proofpoint by name',
      { userAgent: 'Mozilla/5.0 (compatible; Proofpoint URL Defense)' },
      ['security_scanner'],
    ],
    ['Mimecast with a browser’s name, from its network', { address: '207.211.31.9' }, ['security_scanner']],
    ['Safe Links with a browser’s name, from its network', { address: '40.94.0.1' }, ['data_centre']],
    ['Exchange Online Protection', { address: '104.47.11.200' }, ['security_scanner']],
    ['Proofpoint over IPv6-mapped IPv4', { address: '::ffff:67.231.152.1' }, ['security_scanner']],
    ['a browser in a cloud', { address: '52.18.4.4' }, ['data_centre']],
    ['a browser in a cloud, IPv6', { address: '2a01:4f8:c0c::1' }, ['data_centre']],
    ['curl', { userAgent: 'curl/8.5.0' }, ['automated_agent']],
    ['a headless browser', { userAgent: CHROME.replace('Chrome', 'HeadlessChrome') }, ['automated_agent']],
    ['a search engine', { userAgent: 'Mozilla/5.0 (compatible; bingbot/2.0)' }, ['automated_agent']],
    ['nobody', { userAgent: null }, ['automated_agent']],
    ['an empty name', { userAgent: '  ' }, ['automated_agent']],
    [
      'Outlook on a desk, which loads pictures for whoever reads',
      { userAgent: 'Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17928; Pro)' },
      [],
    ],
    ['Thunderbird', { userAgent: 'Thunderbird/128.4.0' }, []],
    ['Apple Mail on a telephone, asking by itself', { userAgent: 'Mail/3774.300.61' }, []],
    [
      'everything at once',
      { method: 'HEAD', userAgent: 'python-requests/2.31', address: '3.1.2.3', purpose: 'prefetch' },
      ['head_request', 'prefetch', 'automated_agent', 'data_centre'],
    ],
  ])('%s', (_who, change, signs) => {
    expect(hitSigns(call(change))).toEqual(signs);
  });

  test('networks have their edges where their owners say', () => {
    expect(networkOf('40.93.255.255')).toBe('scanner');
    expect(networkOf('40.91.255.255')).not.toBe('scanner');
    expect(networkOf('84.160.0.1')).toBeNull();
    expect(networkOf('')).toBeNull();
  });
});
