-- Steps that were moved (S6, S15): when, and what stood behind each where it was. Whoever had its turn before goes on from there.
ALTER TABLE "step" ADD COLUMN "moves" JSONB NOT NULL DEFAULT '[]';
