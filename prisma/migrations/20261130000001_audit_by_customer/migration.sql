-- The audit log says which customer an entry is about: who may not see it may not see the entry either.

ALTER TABLE "audit" ADD COLUMN "customer_id" TEXT;

-- Whose the things of earlier entries are. What is gone by now is nobody's, unless its entry names the customer.
UPDATE "audit" a SET "customer_id" = whose."id"
FROM (
  SELECT e."id" AS "entry", coalesce(e."after"->>'customerId', e."before"->>'customerId', CASE e."entity"
    WHEN 'customer' THEN e."entity_id"
    WHEN 'contact' THEN (SELECT "customer_id" FROM "contact" WHERE "id" = e."entity_id")
    WHEN 'invoice' THEN (SELECT "customer_id" FROM "invoice" WHERE "id" = e."entity_id")
    WHEN 'payment' THEN (SELECT "customer_id" FROM "payment" WHERE "id" = e."entity_id")
    WHEN 'promise' THEN (SELECT "customer_id" FROM "promise" WHERE "id" = e."entity_id")
    WHEN 'signal' THEN (SELECT "customer_id" FROM "signal" WHERE "id" = e."entity_id")
    WHEN 'action' THEN (SELECT "customer_id" FROM "action" WHERE "id" = e."entity_id")
    WHEN 'note' THEN (SELECT "customer_id" FROM "note" WHERE "id" = e."entity_id")
    WHEN 'relatedRecord' THEN (SELECT "customer_id" FROM "related_record" WHERE "id" = e."entity_id")
    WHEN 'communication' THEN (SELECT "customer_id" FROM "communication" WHERE "id" = e."entity_id")
    WHEN 'enrollment' THEN (SELECT "customer_id" FROM "enrollment" WHERE "id" = e."entity_id")
    WHEN 'stepExecution' THEN (SELECT "customer_id" FROM "step_execution" WHERE "id" = e."entity_id")
    WHEN 'scheduledTouchpoint' THEN (SELECT "customer_id" FROM "scheduled_touchpoint" WHERE "id" = e."entity_id")
    WHEN 'message' THEN (SELECT "customer_id" FROM "message" WHERE "id" = e."entity_id")
    WHEN 'hold' THEN (SELECT coalesce(h."customer_id", i."customer_id", n."customer_id") FROM "hold" h
      LEFT JOIN "invoice" i ON i."id" = h."invoice_id" LEFT JOIN "enrollment" n ON n."id" = h."enrollment_id"
      WHERE h."id" = e."entity_id")
  END) AS "id"
  FROM "audit" e
) whose
WHERE a."id" = whose."entry" AND whose."id" IS NOT NULL;

-- Behind a filter nothing is counted that its author may not see.
ALTER TABLE "bulk_change" ALTER COLUMN "hidden" DROP NOT NULL;
