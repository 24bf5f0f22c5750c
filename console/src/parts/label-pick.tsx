import { usePages } from '../api/queries.ts';
import { Combobox, type Option } from './combobox.tsx';

const MOST = 30;

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
  const { rows, isPending } = usePages('listLabelGroups', { query: { limit: 200 } });
  const wanted = text.trim().toLocaleLowerCase();
  const options = rows
    .flatMap((group) => group.labels.map(({ id, name }) => ({ id, name, about: group.name })))
    .filter(({ name, about }) => `${name} ${about}`.toLocaleLowerCase().includes(wanted));
  return { options: options.slice(0, MOST), isPending };
}
