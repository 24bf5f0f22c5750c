import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SignInCode } from '../contracts/access/sessions.ts';
import { isApiKeyShaped } from '../domain/access/api-key.ts';
import { createApiCaller, Refusal } from './api-caller.ts';
import { say } from './stack/progress.ts';

/**
 * Prints a link that signs a browser in once, with the admin key in `home`. Nothing where there is no such key any more, or
 * the API has no page for people.
 */
export async function printSignInLink(apiUrl: string, home: string): Promise<void> {
  const file = join(home, 'admin-key');
  const key = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
  if (!isApiKeyShaped(key) || !(await hasPage(apiUrl))) return;
  try {
    const { url } = await createApiCaller(apiUrl, key).post<SignInCode>('/v1/sign-in-codes');
    say(`  Sign in         ${url} (once, within 10 minutes)`);
  } catch (error) {
    // The key was revoked, or is another database's.
    if (!(error instanceof Refusal)) throw error;
  }
}

async function hasPage(apiUrl: string): Promise<boolean> {
  const answer = await fetch(`${apiUrl}/`, { headers: { accept: 'text/html' } });
  await answer.body?.cancel();
  return answer.ok;
}
