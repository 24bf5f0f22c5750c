import { headCluesOf } from '../../domain/inbox/interest.ts';
import type { CommandDeps } from '../deps.ts';
import type { SeenHeads } from './intake.ts';

/**
 * Which mails of a page have to be taken up as a whole (I2), by their headers alone: from or to somebody we know, naming one
 * of ours or of a thread we keep, our own copies, and whatever may be a report or the answer of a machine. One statement
 * a page, whatever its size. What is left out is nobody's; what is let in may still be ignored by `takeMail`.
 *
 * @returns their UIDs
 */
export async function areOfInterest(
  { store, db }: CommandDeps,
  { heads }: Pick<SeenHeads, 'heads'>,
): Promise<Set<number>> {
  const clues = heads.map(({ uid, headers }) => ({ uid, ...headCluesOf(headers) }));
  const own = await store.mailOwners.ownAddresses(db);
  const asked = clues.filter(({ isAnyway }) => !isAnyway);
  const addresses = new Set(asked.flatMap((clue) => clue.addresses).filter((address) => !own.has(address)));
  const headerIds = new Set(asked.flatMap((clue) => clue.headerIds));
  const known = await store.mailOwners.findKnown(db, {
    addresses: [...addresses],
    headerIds: [...headerIds],
  });
  const isKnown = ({ addresses: people, headerIds: ids }: (typeof clues)[number]): boolean =>
    people.some((address) => known.addresses.has(address)) || ids.some((id) => known.headerIds.has(id));
  return new Set(clues.filter((clue) => clue.isAnyway || isKnown(clue)).map(({ uid }) => uid));
}
