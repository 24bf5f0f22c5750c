import { ProblemError } from '../../contracts/problems.ts';

/** @throws ProblemError `conflict`: two files of open items of one source would each close what the other one brings */
export function sourceIsBusy(source: string | null): never {
  throw new ProblemError(
    'conflict',
    `Another file of open items of \`${source}\` is being imported or closed just now: wait until it is over.`,
  );
}
