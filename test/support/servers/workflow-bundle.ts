import { readFileSync } from 'node:fs';
import { bundleWorkflows, type WorkflowBundle } from '../../../worker/bundle.ts';

/** The workflows as `npm test` bundled them for all files; bundled here when it did not. */
export async function workflowBundle(): Promise<WorkflowBundle> {
  const path = process.env['TEST_WORKFLOW_BUNDLE'];
  return path ? { code: readFileSync(path, 'utf8') } : bundleWorkflows();
}
