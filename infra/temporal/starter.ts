import {
  type Client,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  type WorkflowOptions,
} from '@temporalio/client';
import type { SignalDefinition, Workflow } from '@temporalio/common';
import { TASK_QUEUES } from '../../contracts/task-queues.ts';
import type * as workflows from '../../workflows/index.ts';

type Workflows = typeof workflows;
type WorkflowName = keyof Workflows;

/** How one workflow is started: under its own id, with what it takes. */
interface WorkflowStart<Name extends WorkflowName> extends Pick<
  WorkflowOptions,
  'searchAttributes' | 'workflowIdReusePolicy' | 'workflowIdConflictPolicy'
> {
  workflowId: string;
  args: Parameters<Workflows[Name]>;
  /** One line for Temporal Web. */
  staticSummary: string;
}

/** What every wing reaches its workflows with. Each call is safe to repeat. */
export interface Starter {
  client: Client;
  /** Starts a workflow. That one of its id runs already is success. */
  startOnce<Name extends WorkflowName>(name: Name, start: WorkflowStart<Name>): Promise<void>;
  /** Signals the workflow of the id, and starts it before if none runs. */
  signalOrStart<Name extends WorkflowName>(
    name: Name,
    start: WorkflowStart<Name> & { signal: SignalDefinition<[]> },
  ): Promise<void>;
  /** Signals a running workflow. False: none of that id runs. */
  signalRunning(workflowId: string, signal: SignalDefinition<[]>): Promise<boolean>;
  /** Whether a workflow runs, asked of Temporal itself. */
  isRunning(workflowId: string): Promise<boolean>;
  /** Ids of the workflows of one kind that run, from visibility: those of the last seconds may be missing or stale. */
  listRunning(name: WorkflowName): AsyncIterable<string>;
}

/** Workflows of one page of visibility. */
const LIST_PAGE = 500;

/** The one place that starts and signals workflows. */
export function createStarter(client: Client): Starter {
  const { workflow } = client;
  const taskQueue = TASK_QUEUES.enrollments;
  return {
    client,
    async startOnce(name, start) {
      try {
        await workflow.start<Workflow>(name, { ...start, taskQueue });
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      }
    },
    async signalOrStart(name, start) {
      await workflow.signalWithStart<Workflow, []>(name, { ...start, taskQueue });
    },
    async signalRunning(workflowId, signal) {
      try {
        await workflow.getHandle(workflowId).signal(signal);
        return true;
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return false;
        throw error;
      }
    },
    async isRunning(workflowId) {
      try {
        return (await workflow.getHandle(workflowId).describe()).status.name === 'RUNNING';
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return false;
        throw error;
      }
    },
    async *listRunning(name) {
      const query = `WorkflowType = '${name}' AND ExecutionStatus = 'Running'`;
      for await (const { workflowId } of workflow.list({ query, pageSize: LIST_PAGE })) yield workflowId;
    },
  };
}
