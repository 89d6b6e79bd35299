import { useState, type FormEvent } from 'react';
import { useQuery } from '@apollo/client/react';
import { problemOfError } from '../api/problems';
import { useAction } from '../api/useAction';
import type { InvitationsQuery, Role } from '../gql/graphql';
import { ActionDialog } from '../ui/input/ActionDialog';
import { ProblemAlert, Status } from '../ui/feedback/Alert';
import { Button } from '../ui/input/Button';
import { SelectField, TextField } from '../ui/input/Field';
import { Skeleton } from '../ui/feedback/Progress';
import { tell } from '../ui/feedback/messages';
import { day } from '../ui/time';
import { Invitations, InviteUser, RevokeInvitation } from './documents';
import { Chip } from '../ui/text/Chip';
import styles from '../ui/list/Rows.module.css';

const REFRESH = { refetchQueries: [Invitations] };

export function InvitationsSection() {
  const { data, error, refetch } = useQuery(Invitations, { fetchPolicy: 'cache-and-network' });
  const open = data?.invitations;
  return (
    <section className="stack" aria-labelledby="invitations">
      <h2 id="invitations">Invitations</h2>
      <InviteForm />
      {error && <ProblemAlert problem={problemOfError(error)} onRetry={() => void refetch()} />}
      {!open && !error && <Skeleton lines={2} label="Loading the invitations" />}
      {open?.length === 0 && <p className="soft">No invitations are open.</p>}
      {open && open.length > 0 && (
        <ul className={styles.rows}>
          {open.map((invitation) => (
            <InvitationRow key={invitation.id} invitation={invitation} />
          ))}
        </ul>
      )}
    </section>
  );
}

function InviteForm() {
  const { run, busy, problem } = useAction(InviteUser);
  const [made, setMade] = useState<{ readonly email: string; readonly url: string } | null>(null);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const given = new FormData(form);
    const input = { email: String(given.get('email')), role: given.get('role') as Role };
    setMade(null);
    const success = await run({ input }, REFRESH);
    if (!success) return;
    form.reset();
    setMade({ email: success.invitation.email, url: success.url });
  };
  return (
    <form className="card stack" onSubmit={(event) => void submit(event)}>
      <ProblemAlert problem={problem} shown={['email']} submits />
      <div className="fields">
        <TextField
          label="E-mail"
          name="email"
          type="email"
          autoComplete="off"
          maxLength={254}
          required
          error={problem?.fields.get('email')}
        />
        <SelectField label="Role" name="role" defaultValue="USER">
          <option value="USER">Author</option>
          <option value="ADMIN">Admin</option>
        </SelectField>
      </div>
      <p>
        <Button look="primary" type="submit" busy={busy}>
          Invite
        </Button>
      </p>
      <Status>
        {made &&
          `${made.email} is invited. If this server sends no mail, pass this link on. It is shown once.`}
      </Status>
      {made && (
        <TextField
          label="Link of the invitation"
          readOnly
          value={made.url}
          onFocus={({ target }) => target.select()}
        />
      )}
    </form>
  );
}

type Invitation = InvitationsQuery['invitations'][number];

function InvitationRow({ invitation }: { readonly invitation: Invitation }) {
  const { run, busy, problem, clear } = useAction(RevokeInvitation);
  const { email, role, expiresAt, invitedBy } = invitation;
  const revoke = async () => {
    const success = await run({ id: invitation.id }, REFRESH);
    if (success) tell(`Revoked: ${email}`);
    return success !== null;
  };
  return (
    <li className={styles.row}>
      <div>
        <h3 className={styles.name} dir="auto">
          {email}
        </h3>
        <p className="row small soft">
          {role === 'ADMIN' && <Chip look="published">Admin</Chip>}
          <span>
            Invited by <bdi>{invitedBy.name}</bdi>, until {day(expiresAt)}
          </span>
        </p>
      </div>
      <ActionDialog
        action="Revoke"
        about={email}
        look="quiet"
        title="Revoke this invitation?"
        confirm="Revoke"
        danger
        busy={busy}
        problem={problem}
        onOpen={clear}
        onConfirm={revoke}
      >
        <p>The link that was sent to {email} then no longer works.</p>
      </ActionDialog>
    </li>
  );
}
