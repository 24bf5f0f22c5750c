import { Link } from '@tanstack/react-router';

/** Who something is about, as the heading of what is shown of it. */
export function CustomerTitle({ customer: { id, name } }: { customer: { id: string; name: string } }) {
  return (
    <h2 dir="auto">
      <Link to="/customers/$id" params={{ id }}>
        {name}
      </Link>
    </h2>
  );
}
