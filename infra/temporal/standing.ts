/**
 * How a workflow stands, asked of Temporal itself. `busy`: a task or an activity of it waits for a worker, or has one; that it
 * waits long is a backlog, no loss. `failing`: its task fails again and again, as after a deployment whose code cannot go on with
 * it. `retrying`: an activity of it failed or was denied, and waits for its next attempt. `asleep`: it waits for a timer or a
 * signal. `gone`: none runs.
 */
export type Standing = 'gone' | 'asleep' | 'retrying' | 'failing' | 'busy';
