import { isbot } from 'isbot';
import type { HitSign } from '../../contracts/tracking/kinds.ts';
import { networkOf } from './networks.ts';

/** One call of a tracked link or picture, as it came. Nothing of it is kept but what it showed. */
export interface HitCall {
  method: string;
  /** Null: it gave no name. */
  userAgent: string | null;
  /** Null: unknown. */
  address: string | null;
  /** What headers say it is for: `Purpose`, `Sec-Purpose`, `X-Purpose`, `X-Moz`. */
  purpose: string | null;
}

/** Load pictures when a mail is shown, some also before, for a reader whom they hide: Gmail, Yahoo and their like. */
const IMAGE_PROXIES =
  /GoogleImageProxy|ggpht\.com|YahooMailProxy|YahooCacheSystem|Mail\.Ru.*(?:proxy|bot)|imageproxy/i;

/** Apple Mail Privacy Protection loads every picture under this name and no other, whether the mail is opened or not. */
const PRIVACY_PROXY = /^Mozilla\/5\.0$/;

/** Mail filters that name themselves. */
const SCANNERS =
  /barracuda|proofpoint|mimecast|safelinks|symantec|messagelabs|fireeye|trellix|trend ?micro|sophos|forcepoint|websense|zscaler|fortinet|fortimail|avanan|check ?point|mcafee|kaspersky|bitdefender|hornetsecurity|vadesecure|ironport|cisco|urldefense|linkscan|link ?protect|phish/i;

/** Mail programs that open links and load pictures for whoever reads, with names that look like a robot's. */
const MAIL_PROGRAMS =
  /\b(?:Thunderbird|Airmail|Outlook|MSOffice|Microsoft Office|AppleMail|Mail\/\d|Spark|eM ?Client|Mailbird|Postbox|Evolution|KMail|BlueMail|K-9)\b|Mail\/\d/i;

/** What a call shows of a machine by itself (T2). */
export function hitSigns({ method, userAgent, address, purpose }: HitCall): HitSign[] {
  const agent = userAgent?.trim() ?? '';
  const network = address === null ? null : networkOf(address);
  const signs: HitSign[] = [];
  if (method !== 'GET') signs.push('head_request');
  if (/prefetch|preview|prerender/i.test(purpose ?? '')) signs.push('prefetch');
  const byName = agentSign(agent);
  if (byName !== null) signs.push(byName);
  if (network === 'scanner' && byName !== 'security_scanner') signs.push('security_scanner');
  // The proxies of mail services stand in data centres themselves.
  if (network === 'data_centre' && byName !== 'image_proxy') signs.push('data_centre');
  return signs;
}

function agentSign(agent: string): HitSign | null {
  if (PRIVACY_PROXY.test(agent)) return 'privacy_proxy';
  if (IMAGE_PROXIES.test(agent)) return 'image_proxy';
  if (SCANNERS.test(agent)) return 'security_scanner';
  if (MAIL_PROGRAMS.test(agent)) return null;
  return agent === '' || isbot(agent) ? 'automated_agent' : null;
}
