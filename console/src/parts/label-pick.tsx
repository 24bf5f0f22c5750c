import { usePages } from '../api/queries.ts';
import { Combobox, type Option } from './combobox.tsx';

const MOST = 30;
const ALL = { query: { limit: 200 } } as const;

/** A label, by its name or that of its group. */
export function LabelPick(props: {
  label: string;
  value: Option | null;
  onChange: (option: Option | null) => void;
  autoFocus?: boolean;
}) {
  return <Combobox {...props} useOptions={useLabels} />;
}

function useLabels(text: string) {
  const { rows, isPending } = usePages('listLabelGroups', ALL);
  const wanted = text.trim().toLocaleLowerCase();
  const options = rows
    .flatMap((group) => group.labels.map(({ id, name }) => ({ id, name, about: group.name })))
    .filter(({ name, about }) => `${name} ${about}`.toLocaleLowerCase().includes(wanted));
  return { options: options.slice(0, MOST), isPending };
}

/** A filter by a label, which an address knows by its id. */
export function LabelFilter({
  label,
  id,
  onChange,
}: {
  label: string;
  id: string | undefined;
  onChange: (id: string | undefined) => void;
}) {
  const { rows } = usePages('listLabelGroups', ALL);
  const found = rows.flatMap((group) => group.labels).find((each) => each.id === id);
  return (
    <LabelPick
      label={label}
      value={id === undefined ? null : { id, name: found?.name ?? '…' }}
      onChange={(option) => onChange(option?.id)}
    />
  );
}
