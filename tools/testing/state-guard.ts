import type { Transitions } from '../../domain/states.ts';
import {
  AUTOMATION_TRANSITIONS,
  PASS_TRANSITIONS,
  RECORD_TRANSITIONS,
} from '../../domain/automations/states.ts';
import { ENROLLMENT_TRANSITIONS, STEP_TRANSITIONS } from '../../domain/enrollments/states.ts';
import { BATCH_TRANSITIONS, RUN_TRANSITIONS, TOUCHPOINT_TRANSITIONS } from '../../domain/programs/states.ts';
import { COPY_TRANSITIONS, MESSAGE_TRANSITIONS } from '../../domain/sending/states.ts';

/** A kind of row whose status may only change as it was declared. */
export interface StateMachine {
  /** Its heading in docs/ARCHITECTURE.md. */
  name: string;
  table: string;
  transitions: Transitions<string>;
  /** Which rows of the table; left out: all. A condition on `OLD`. */
  rows?: string;
}

/** Every kind of row that has a diagram of its states. */
export const STATE_MACHINES: readonly StateMachine[] = [
  { name: 'Enrollment', table: 'enrollment', transitions: ENROLLMENT_TRANSITIONS },
  { name: 'Step execution', table: 'step_execution', transitions: STEP_TRANSITIONS },
  { name: 'Message', table: 'message', transitions: MESSAGE_TRANSITIONS },
  { name: 'Copy', table: 'message_recipient', transitions: COPY_TRANSITIONS, rows: 'OLD.n > 1' },
  { name: 'Scheduled touchpoint', table: 'scheduled_touchpoint', transitions: TOUCHPOINT_TRANSITIONS },
  { name: 'Review batch', table: 'review_batch', transitions: BATCH_TRANSITIONS },
  { name: 'Program run', table: 'program_run', transitions: RUN_TRANSITIONS },
  { name: 'Automation', table: 'automation', transitions: AUTOMATION_TRANSITIONS },
  { name: 'Automation pass', table: 'automation_pass', transitions: PASS_TRANSITIONS },
  { name: 'Automation record', table: 'automation_record', transitions: RECORD_TRANSITIONS },
];

/** The changes of a status that a table allows, each as `from -> to`. */
export function declaredChanges({ transitions }: StateMachine): string[] {
  return Object.entries(transitions).flatMap(([from, followers]) =>
    followers.map((to) => `${from} -> ${to}`),
  );
}

const REFUSE = `
  CREATE FUNCTION refuse_undeclared_state() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    RAISE EXCEPTION '%: % -> % is not declared', TG_TABLE_NAME, OLD.status, NEW.status;
  END $$;`;

/**
 * SQL that lets a database refuse every change of a status that is not declared, whoever writes it: in the template of
 * the test databases it makes each test of the product a test of the tables. What a row is created with is not asked,
 * since tests create rows in the middle of their lives; one that changes a row otherwise says so with `byHand`. One
 * comparison a changed row, so that it costs nothing.
 */
export function stateGuardSql(): string {
  const triggers = STATE_MACHINES.map((machine) => {
    const declared = declaredChanges(machine)
      .filter((change) => !change.startsWith('new '))
      .map((change) => `'${change}'`);
    return `
  CREATE TRIGGER declared_states BEFORE UPDATE ON ${machine.table} FOR EACH ROW
  WHEN (OLD.status <> NEW.status AND ${machine.rows ?? 'true'} AND OLD.status || ' -> ' || NEW.status NOT IN (${declared.join(', ')})
    AND current_setting('test.by_hand', true) IS DISTINCT FROM 'on')
  EXECUTE FUNCTION refuse_undeclared_state();`;
  });
  return REFUSE + triggers.join('');
}
