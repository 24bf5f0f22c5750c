import { compact, textOf, type RawSearch } from '../../api/search.ts';

/** Which step is open; `new`: one that is not saved yet; `settings`: those of the sequence. */
export interface BuilderSearch {
  step?: string | undefined;
}

export const builderSearch = (raw: RawSearch): BuilderSearch => compact({ step: textOf(raw['step']) });
