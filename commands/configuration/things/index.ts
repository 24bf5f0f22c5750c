import type { ThingKind } from '../../../contracts/configuration/documents.ts';
import { importProfileThing } from './import-profiles.ts';
import { labelGroupThing, labelThing } from './labels.ts';
import { listThing } from './lists.ts';
import { organisationThing } from './organisation.ts';
import { propertyThing } from './properties.ts';
import { programThing } from './programs.ts';
import { sequenceThing } from './sequences.ts';
import { templateThing } from './templates.ts';
import type { Thing } from './thing.ts';

/** Every kind of thing that a folder can describe, in the order in which they name each other. */
export const THINGS: Readonly<Record<ThingKind, Thing>> = {
  organisation: organisationThing,
  labelGroup: labelGroupThing,
  label: labelThing,
  list: listThing,
  property: propertyThing,
  importProfile: importProfileThing,
  template: templateThing,
  sequence: sequenceThing,
  program: programThing,
};

/** Their names in that order. */
export const THING_KINDS = Object.keys(THINGS) as ThingKind[];
