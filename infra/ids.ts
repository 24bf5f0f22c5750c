import { typeid } from 'typeid-js';
import { ID_PREFIXES, type NewId } from '../contracts/ids.ts';

/** Random, time-ordered ids (UUIDv7 in base 32 with a prefix). */
export const newId: NewId = (kind) => typeid(ID_PREFIXES[kind]).toString();
