-- The queue and what comes next at a million enrollments (Q1, Q5, Q8): filters, whose task a row is and what holds it back are
-- asked of an index that has these columns, in the order of the list, before a row, its enrollment or its customer is read.

-- ---------------------------------------------------------------- step_execution
-- Instead of "step_execution_queue", which has the order only.
DROP INDEX "step_execution_queue";
CREATE INDEX "step_execution_queue" ON "step_execution"((coalesce(due_at, created_at)), "id")
  INCLUDE ("due_at", "created_at", "enrollment_id", "customer_id", "sequence_id", "step_id", "assignee_id", "type", "status",
    "priority", "is_manual", "held_reason", "send_requested_at", "position")
  WHERE (status IN ('ready', 'sending', 'error', 'uncertain'));
-- An expression, though nothing here has no time: what is planned has statistics of its own by it.
CREATE INDEX "step_execution_planned" ON "step_execution"((coalesce(due_at, created_at)), "id")
  INCLUDE ("due_at", "created_at", "enrollment_id", "customer_id", "sequence_id", "step_id", "assignee_id", "type", "status",
    "priority", "is_manual", "held_reason", "send_requested_at", "position")
  WHERE (status = 'planned' AND due_at IS NOT NULL);
-- Whether anything of an enrollment was done.
CREATE INDEX "step_execution_done" ON "step_execution"("enrollment_id") WHERE (status = 'done');

-- ---------------------------------------------------------------- enrollment, invoice
CREATE INDEX "enrollment_at_window" ON "enrollment"("id") WHERE (wait_reason = 'window');
CREATE INDEX "invoice_disputed" ON "invoice"("customer_id") WHERE (status = 'open' AND is_disputed);
