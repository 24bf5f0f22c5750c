import type { ContentWriter } from './content-writer.ts';

/** What a person is told where a language model is needed and none is configured. */
const NO_PROVIDER_DETAIL = 'No language model is configured (LLM_BASE_URL, LLM_MODEL).';

/** Stands where no language model is configured. */
export const NO_PROVIDER: ContentWriter = {
  isAvailable: false,
  write: () => Promise.resolve({ kind: 'failed', code: 'prompt', detail: NO_PROVIDER_DETAIL }),
};
