import { useSession } from '../app/session.tsx';

interface Owned {
  arOwner: { id: string } | null;
  salesOwner: { id: string } | null;
}

/** Whether somebody may do something for a customer: by a permission, or as its owner (U3). */
export function useMayFor(): (
  customer: Owned | undefined,
  permission: 'customers.save' | 'enrollments.manage' | 'tasks.mine',
) => boolean {
  const { me, may } = useSession();
  return (customer, permission) =>
    may(permission) || customer?.arOwner?.id === me.id || customer?.salesOwner?.id === me.id;
}
