import {
  type Client,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  type WorkflowOptions,
} from '@temporalio/client';
import type { SignalDefinition, Workflow } from '@temporalio/common';
import { TASK_QUEUES } from '../../contracts/task-queues.ts';
import { StillAtIt } from '../../contracts/still-at-it.ts';
import type * as workflows from '../../workflows/index.ts';
import { standingIn } from './standing-in.ts';
import type { Standing } from './standing.ts';

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
  /** How a workflow stands, asked of Temporal itself. */
  standingOf(workflowId: string): Promise<Standing>;
  /** Which of these workflows run, in one question of visibility: those of the last seconds may be missing. */
  findRunning(workflowIds: readonly string[]): Promise<Set<string>>;
  /** Ids of the workflows of one kind that run, from visibility: those of the last seconds may be missing or stale. */
  listRunning(name: WorkflowName): AsyncIterable<string>;
}

/** Workflows of one page of visibility. */
const LIST_PAGE = 500;

/**
 * The one place that starts and signals workflows.
 *
 * @param options.isSparing for whoever makes up for losses: leaves alone what runs and has work of its own in hand or ahead,
 *   and says so by `StillAtIt`. So a backlog is not taken for a loss, and no send in progress is called off. Of one whose task
 *   fails again and again it says that, whatever was asked about it.
 */
export function createStarter(client: Client, { isSparing = false }: { isSparing?: boolean } = {}): Starter {
  const { workflow } = client;
  const taskQueue = TASK_QUEUES.enrollments;
  const standingOf = async (workflowId: string): Promise<Standing> => {
    try {
      const { status, raw } = await workflow.getHandle(workflowId).describe();
      const standing = status.name === 'RUNNING' ? standingIn(raw) : 'gone';
      if (isSparing && standing === 'failing') throw new StillAtIt(workflowId, { isFailing: true });
      return standing;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return 'gone';
      throw error;
    }
  };
  return {
    client,
    async startOnce(name, start) {
      try {
        await workflow.start<Workflow>(name, { ...start, taskQueue });
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
        if (!isSparing) return;
        await standingOf(start.workflowId);
        throw new StillAtIt(start.workflowId);
      }
    },
    async signalOrStart(name, start) {
      if (isSparing) {
        const standing = await standingOf(start.workflowId);
        if (standing !== 'gone' && standing !== 'asleep') throw new StillAtIt(start.workflowId);
      }
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
    isRunning: async (workflowId) => (await standingOf(workflowId)) !== 'gone',
    standingOf,
    async findRunning(workflowIds) {
      if (workflowIds.length === 0) return new Set();
      const ids = workflowIds.map((id) => `'${id}'`).join();
      const query = `WorkflowId IN (${ids}) AND ExecutionStatus = 'Running'`;
      const found = new Set<string>();
      for await (const { workflowId } of workflow.list({ query, pageSize: LIST_PAGE })) found.add(workflowId);
      return found;
    },
    async *listRunning(name) {
      const query = `WorkflowType = '${name}' AND ExecutionStatus = 'Running'`;
      for await (const { workflowId } of workflow.list({ query, pageSize: LIST_PAGE })) yield workflowId;
    },
  };
}
