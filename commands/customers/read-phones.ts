import type { Viewer } from '../../contracts/actor.ts';
import { comparedPhone, type ComparedPhone } from '../../domain/customers/compared-phone.ts';
import { isNationalPhone } from '../../domain/customers/phone-number.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';

/** Reads phones that are to be stored, by what they are compared (D3); the default region only where one is national. */
export async function readPhones(
  { store }: CommandDeps,
  tx: Tx,
  viewer: Viewer,
  phones: readonly (string | null)[],
): Promise<ComparedPhone[]> {
  const isAsked = phones.some((phone) => phone !== null && isNationalPhone(phone));
  const region = isAsked ? (await store.organisation.get(tx, viewer)).defaultRegion : null;
  return phones.map((phone) => comparedPhone(phone, region));
}
