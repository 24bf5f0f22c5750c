import type { HitKind } from '../../contracts/tracking/kinds.ts';
import { hitSigns, type HitCall } from '../../domain/tracking/hit-signs.ts';
import type { CommandDeps } from '../deps.ts';

/** Which copy of which message was hit, and where: of a click the number of the link, else 0. */
export interface HitPlace {
  messageId: string;
  n: number;
  kind: HitKind;
  link: number;
}

/**
 * Keeps that a picture or link of a copy was loaded, in one statement (T1). Of the call only what it showed of a machine is
 * kept, and for a few minutes a keyed hash of where it came from. What is untracked or too old counts nothing.
 */
export async function recordHit(
  deps: CommandDeps,
  place: HitPlace & { sourceHash: string | null },
  call: HitCall,
): Promise<void> {
  await deps.store.hits.insert(deps.db, {
    ...place,
    id: deps.newId('trackingHit'),
    at: await deps.now(),
    signs: hitSigns(call),
  });
}
