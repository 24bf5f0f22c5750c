import { actorOf } from '../effects/actor-of.ts';
import { applyAction } from '../effects/apply-action.ts';
import { compareMembers } from '../membership/compare-members.ts';
import type { PassParts } from './parts.ts';

/** What passes do their work with. */
export const PASS_PARTS: PassParts = { actorOf, applyAction, compareMembers };
