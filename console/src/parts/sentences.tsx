import { diffSentences } from 'diff';

/** Words before and now, sentence by sentence: what went is struck out, what came is marked; both said in words too. */
export function SentenceDiff({ before, now }: { before: string; now: string }) {
  return (
    <p className="prose diff" dir="auto">
      {diffSentences(before, now).map(({ value, added, removed }, index) =>
        added ? (
          <ins key={index}>{value}</ins>
        ) : removed ? (
          <del key={index}>{value}</del>
        ) : (
          <span key={index}>{value}</span>
        ),
      )}
    </p>
  );
}
