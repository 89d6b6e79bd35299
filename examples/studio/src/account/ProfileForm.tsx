import { useState, type FormEvent } from 'react';
import { useAction } from '../api/useAction';
import { PictureInput } from '../post/fields/PictureInput';
import type { ProfilePartsFragment } from '../gql/graphql';
import { ProblemAlert, Status } from '../ui/feedback/Alert';
import { Button } from '../ui/input/Button';
import { CheckField, TextArea, TextField } from '../ui/input/Field';
import { UpdateProfile } from './profile';
import styles from './ProfileForm.module.css';
import fieldStyles from '../ui/input/Field.module.css';

/** The public profile, and the kinds of mail to get. */
export function ProfileForm({ viewer }: { readonly viewer: ProfilePartsFragment }) {
  const { run, busy, problem } = useAction(UpdateProfile);
  const [avatarUrl, setAvatarUrl] = useState(viewer.user.avatarUrl ?? null);
  const [done, setDone] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    // Null removes a value.
    const optional = (name: string) => String(given.get(name)).trim() || null;
    setDone(false);
    const success = await run({
      input: {
        name: String(given.get('name')),
        bio: optional('bio'),
        websiteUrl: optional('websiteUrl'),
        avatarUrl,
        mail: {
          decisions: given.has('decisions'),
          notes: given.has('notes'),
          ...(viewer.role === 'ADMIN' && { reviewRequests: given.has('reviewRequests') }),
        },
      },
    });
    setDone(success !== null);
  };
  return (
    <form className="card stack" onSubmit={(event) => void submit(event)}>
      <h2>Profile</h2>
      <ProblemAlert problem={problem} shown={['name', 'bio', 'websiteUrl']} submits />
      <Status>{done && 'Your profile was saved.'}</Status>
      <TextField
        label="Name"
        name="name"
        autoComplete="name"
        maxLength={80}
        required
        defaultValue={viewer.user.name}
        hint="Shown to readers."
        error={problem?.fields.get('name')}
      />
      <TextArea
        label="About you"
        name="bio"
        maxLength={500}
        defaultValue={viewer.user.bio ?? ''}
        error={problem?.fields.get('bio')}
      />
      <TextField
        label="Website"
        name="websiteUrl"
        type="url"
        autoComplete="url"
        maxLength={2048}
        defaultValue={viewer.user.websiteUrl ?? ''}
        error={problem?.fields.get('websiteUrl')}
      />
      {avatarUrl && (
        <p className="row">
          <img className={styles.avatar} src={avatarUrl} alt="Your avatar" />
          <Button look="quiet" onClick={() => setAvatarUrl(null)}>
            Remove the picture
          </Button>
        </p>
      )}
      <PictureInput onUploaded={setAvatarUrl} />
      <fieldset className="stack">
        <legend className={fieldStyles.label}>Mails to get</legend>
        <CheckField label="Decisions about my posts" name="decisions" defaultChecked={viewer.mail.decisions} />
        <CheckField label="Notes on my posts" name="notes" defaultChecked={viewer.mail.notes} />
        {viewer.role === 'ADMIN' && (
          <CheckField
            label="Posts that wait for review"
            name="reviewRequests"
            defaultChecked={viewer.mail.reviewRequests}
          />
        )}
      </fieldset>
      <Button type="submit" busy={busy}>
        Save the profile
      </Button>
    </form>
  );
}
