import { TestEnvironment } from 'jest-environment-node';

/** The file whose block a hook stands in. */
function fileOf({ parent }) {
  for (let block = parent; block; block = block.parent) if (block.name.startsWith('test/')) return block.name;
  return undefined;
}

/** Jest says of a failing `afterAll` only which entry it belongs to: its error names the file. */
export default class GroupedEnvironment extends TestEnvironment {
  handleTestEvent({ name, hook, error }) {
    if (name !== 'hook_failure' || hook.type !== 'afterAll') return;
    const file = fileOf(hook);
    if (file && typeof error?.stack === 'string') error.stack = `${file} › after all: ${error.stack}`;
  }
}
