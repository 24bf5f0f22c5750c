-- Why a step or an action was left out in words, with the amounts of that moment (C18, C19).
ALTER TABLE "step_execution" ADD COLUMN "skip_detail" TEXT;
ALTER TABLE "action" ADD COLUMN "skip_detail" TEXT;
