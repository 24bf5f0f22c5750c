import { useId } from 'react';

/** A file like CSV from this machine. */
export function FileField({
  label,
  hint,
  onFile,
}: {
  label: string;
  hint: string;
  onFile: (file: File) => void;
}) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="file"
        accept=".csv,.txt,.tsv,text/csv"
        aria-describedby={`${id}-hint`}
        onClick={(event) => {
          // The same file again, corrected meanwhile, is a choice too.
          event.currentTarget.value = '';
        }}
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file) onFile(file);
        }}
      />
      <p id={`${id}-hint`} className="muted field-hint">
        {hint}
      </p>
    </div>
  );
}
