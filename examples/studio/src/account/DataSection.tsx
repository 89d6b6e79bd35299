import { useState } from 'react';
import { useAction } from '../api/useAction';
import { graphql } from '../gql';
import type { BlogsAtDeletion } from '../gql/graphql';
import { ActionDialog } from '../ui/input/ActionDialog';
import { ProblemAlert, Status } from '../ui/feedback/Alert';
import { Button } from '../ui/input/Button';
import { SelectField, TextField } from '../ui/input/Field';
import { moment } from '../ui/time';
import { useLogOut } from '../session/useLogOut';

const ExportMyData = graphql(`
  mutation ExportMyData {
    result: exportMyData {
      ... on ExportMyDataSuccess {
        url
        expiresAt
      }
    }
  }
`);

const DeleteAccount = graphql(`
  mutation DeleteAccount($input: DeleteAccountInput!) {
    result: deleteAccount(input: $input) {
      ... on DeleteAccountSuccess {
        deletedId
      }
      ...Failure @unmask
    }
  }
`);

/** The account's data: a copy of it, and its deletion. */
export function DataSection({ name }: { readonly name: string }) {
  const { run, busy, problem } = useAction(ExportMyData);
  const [link, setLink] = useState<{ url: string; expiresAt: string } | null>(null);
  const start = async () => setLink(await run({}));
  return (
    <section className="card stack">
      <h2>Your data</h2>
      <p className="soft">A file with your profile, your posts and all that is stored about you.</p>
      <ProblemAlert problem={problem} onRetry={() => void start()} />
      <Status>
        {link && (
          <>
            <a href={link.url}>Download your data</a>. The link works until {moment(link.expiresAt)}.
          </>
        )}
      </Status>
      <p className="row">
        <Button busy={busy} onClick={() => void start()}>
          Export my data
        </Button>
        <DeleteAccountButton name={name} />
      </p>
    </section>
  );
}

function DeleteAccountButton({ name }: { readonly name: string }) {
  const { run, busy, problem, clear } = useAction(DeleteAccount);
  const logOut = useLogOut();
  const [password, setPassword] = useState('');
  const [blogs, setBlogs] = useState<BlogsAtDeletion>('KEEP');
  const remove = async () => {
    const success = await run({ input: { password, blogs } });
    if (success) await logOut();
    return success !== null;
  };
  return (
    <ActionDialog
      action="Delete my account"
      about={name}
      look="quiet"
      title="Delete your account?"
      confirm="Delete it permanently"
      cancel="Keep my account"
      danger
      busy={busy}
      problem={problem}
      shown={['password']}
      onOpen={() => {
        clear();
        setPassword('');
      }}
      onConfirm={remove}
    >
      <p>Your profile and your drafts are deleted. This can’t be undone.</p>
      <SelectField
        label="Published posts"
        value={blogs}
        onChange={({ target }) => setBlogs(target.value as BlogsAtDeletion)}
      >
        <option value="KEEP">Stay public, by “Deleted user”</option>
        <option value="DELETE">Are deleted, too</option>
      </SelectField>
      <TextField
        label="Password to confirm"
        type="password"
        autoComplete="current-password"
        required
        value={password}
        error={problem?.fields.get('password')}
        onChange={({ target }) => setPassword(target.value)}
      />
    </ActionDialog>
  );
}
