import { useState, type FormEvent } from 'react';
import { imports as say } from '../../../words/imports.ts';
import { keyOf, type Preview } from '../reading.ts';

type Question = Preview['questions'][number];

/** What the file leaves open, each choice with what it makes of values of the file. */
export function Questions({
  questions,
  onAnswer,
}: {
  questions: readonly Question[];
  onAnswer: (answers: Record<string, string>) => void;
}) {
  const [answers, setAnswers] = useState<Record<string, string>>({});
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onAnswer(answers);
  };
  return (
    <form className="stack" onSubmit={submit} aria-label={say.questions}>
      <h2>{say.questions}</h2>
      <p className="muted">{say.questionsAbout}</p>
      {questions.map((question) => {
        const key = keyOf(question);
        return (
          <fieldset key={key} className="import-question stack">
            <legend dir="auto">
              <strong>{question.message}</strong>
            </legend>
            {question.choices.map(({ value, readings }) => (
              <label key={value} className="check">
                <input
                  type="radio"
                  name={key}
                  value={value}
                  required
                  checked={answers[key] === value}
                  onChange={() => setAnswers({ ...answers, [key]: value })}
                />
                <span>
                  {value !== '' && <strong dir="auto">{value}</strong>}
                  {readings.map(({ line, text, reading }) => (
                    <span key={line} className="muted import-reading">
                      {say.line} {line}: <bdi>{text}</bdi>
                      {reading !== text && (
                        <>
                          {' '}
                          {say.reads} <bdi>{reading}</bdi>
                        </>
                      )}
                    </span>
                  ))}
                </span>
              </label>
            ))}
          </fieldset>
        );
      })}
      <p>
        <button type="submit" className="primary">
          {say.answer}
        </button>
      </p>
    </form>
  );
}
