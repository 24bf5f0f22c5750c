import { usePages } from '../api/queries.ts';
import { Combobox, type Option } from './combobox.tsx';

interface Pick {
  label: string;
  value: Option | null;
  onChange: (option: Option | null) => void;
  problem?: string | undefined;
  autoFocus?: boolean;
}

const MOST = 20;
/** What is typed into a search the API wants a letter of. */
const searched = (text: string): { search?: string } => (text.trim() === '' ? {} : { search: text.trim() });

/** A customer, by name or number. */
export function CustomerPick(props: Pick) {
  return <Combobox {...props} useOptions={useCustomers} />;
}

function useCustomers(text: string) {
  const { rows, isPending } = usePages('listCustomers', { query: { limit: MOST, ...searched(text) } });
  return {
    options: rows.map(({ id, name, externalId }) => ({
      id,
      name,
      ...(externalId !== null && { about: externalId }),
    })),
    isPending,
  };
}

/** Somebody who works here. */
export function UserPick(props: Pick) {
  return <Combobox {...props} useOptions={useUsers} />;
}

function useUsers(text: string) {
  const { rows, isPending } = usePages('listUsers', { query: { limit: 200, isActive: 'true' } });
  const wanted = text.trim().toLocaleLowerCase();
  const options = rows
    .filter(({ name, email }) => `${name} ${email}`.toLocaleLowerCase().includes(wanted))
    .map(({ id, name, email }) => ({ id, name, about: email }));
  return { options: options.slice(0, MOST), isPending };
}

/** A sequence, by name. */
export function SequencePick({ status, ...props }: Pick & { status?: 'active' }) {
  return <Combobox {...props} useOptions={status === 'active' ? useActiveSequences : useSequences} />;
}

function useSequences(text: string) {
  const { rows, isPending } = usePages('listSequences', { query: { limit: MOST, ...searched(text) } });
  return { options: rows.map(({ id, name }) => ({ id, name })), isPending };
}

function useActiveSequences(text: string) {
  const query = { limit: MOST, status: 'active' as const, ...searched(text) };
  const { rows, isPending } = usePages('listSequences', { query });
  return { options: rows.map(({ id, name }) => ({ id, name })), isPending };
}

/** A template for mails, by name. */
export function TemplatePick(props: Pick) {
  return <Combobox {...props} useOptions={useTemplates} />;
}

function useTemplates(text: string) {
  const { rows, isPending } = usePages('listTemplates', { query: { limit: MOST, ...searched(text) } });
  return { options: rows.map(({ id, name }) => ({ id, name })), isPending };
}

/** A list of customers, by name. */
export function ListPick(props: Pick) {
  return <Combobox {...props} useOptions={useLists} />;
}

function useLists(text: string) {
  const { rows, isPending } = usePages('listLists', { query: { limit: MOST, ...searched(text) } });
  return { options: rows.map(({ id, name }) => ({ id, name })), isPending };
}
