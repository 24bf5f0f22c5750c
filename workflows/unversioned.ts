import { setWorkflowOptions, type Workflow } from '@temporalio/workflow';
import * as workflows from './index.ts';

// A server refuses the task of a workflow that says how it is versioned while its worker is not.
for (const workflow of Object.values<Workflow>(workflows)) setWorkflowOptions({}, workflow);

export * from './index.ts';
