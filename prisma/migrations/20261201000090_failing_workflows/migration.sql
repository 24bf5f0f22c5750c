-- Of a workflow whose task fails again and again there is one open finding, however many passes meet it.
CREATE UNIQUE INDEX "reconcile_finding_failing" ON "reconcile_finding"("entity_id")
  WHERE "kind" = 'workflow_failing' AND NOT "is_repaired";
