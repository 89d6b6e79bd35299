import { useAction } from '../api/useAction';
import type { AccountPartsFragment, Role } from '../gql/graphql';
import { ActionDialog } from '../ui/input/ActionDialog';
import { tell } from '../ui/feedback/messages';
import { ReinstateAccount, SetAccountRole, SuspendAccount } from './documents';

interface Props {
  readonly account: AccountPartsFragment;
}

export function AccountActions({ account }: Props) {
  return (
    <div className="row">
      <RoleButton account={account} />
      {account.suspended ? <ReinstateButton account={account} /> : <SuspendButton account={account} />}
    </div>
  );
}

function RoleButton({ account }: Props) {
  const { run, busy, problem, clear } = useAction(SetAccountRole);
  const role: Role = account.role === 'ADMIN' ? 'USER' : 'ADMIN';
  const { name } = account.user;
  const change = async () => {
    const success = await run({ id: account.id, input: { role } });
    if (success) tell(role === 'ADMIN' ? `Now an admin: ${name}` : `No longer an admin: ${name}`);
    return success !== null;
  };
  return (
    <ActionDialog
      action={role === 'ADMIN' ? 'Make admin' : 'Remove as admin'}
      about={account.email}
      look="quiet"
      title={role === 'ADMIN' ? 'Make this account an admin?' : 'Remove as admin?'}
      confirm={role === 'ADMIN' ? 'Make admin' : 'Remove as admin'}
      danger={role === 'USER'}
      busy={busy}
      problem={problem}
      onOpen={clear}
      onConfirm={change}
    >
      <p>
        {role === 'ADMIN'
          ? `${name} can then read and decide on all posts, and manage accounts.`
          : `${name} is signed out, and can then write posts only.`}
      </p>
    </ActionDialog>
  );
}

function SuspendButton({ account }: Props) {
  const { run, busy, problem, clear } = useAction(SuspendAccount);
  const { name } = account.user;
  const suspend = async () => {
    const success = await run({ id: account.id });
    if (success) tell(`Suspended: ${name}`);
    return success !== null;
  };
  return (
    <ActionDialog
      action="Suspend"
      about={account.email}
      look="quiet"
      title="Suspend this account?"
      confirm="Suspend"
      danger
      busy={busy}
      problem={problem}
      onOpen={clear}
      onConfirm={suspend}
    >
      <p>
        {name} is signed out, and can’t log in until you reinstate the account. Published and
        scheduled posts stay.
      </p>
    </ActionDialog>
  );
}

function ReinstateButton({ account }: Props) {
  const { run, busy, problem, clear } = useAction(ReinstateAccount);
  const { name } = account.user;
  const reinstate = async () => {
    const success = await run({ id: account.id });
    if (success) tell(`Reinstated: ${name}`);
    return success !== null;
  };
  return (
    <ActionDialog
      action="Reinstate"
      about={account.email}
      look="quiet"
      title="Reinstate this account?"
      confirm="Reinstate"
      busy={busy}
      problem={problem}
      onOpen={clear}
      onConfirm={reinstate}
    >
      <p>{name} can log in again.</p>
    </ActionDialog>
  );
}
