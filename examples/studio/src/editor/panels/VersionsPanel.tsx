import { useState } from 'react';
import { useQuery } from '@apollo/client/react';
import { problemOfError } from '../../api/problems';
import { useAction } from '../../api/useAction';
import type { EditableFragment, BlogVersionCause } from '../../gql/graphql';
import { ProblemAlert } from '../../ui/feedback/Alert';
import { Button } from '../../ui/input/Button';
import { Diff } from '../../ui/text/Diff';
import { Skeleton } from '../../ui/feedback/Progress';
import { ago } from '../../ui/time';
import { RestoreVersion, Versions } from './versions';
import styles from './panels.module.css';

const CAUSES: Record<BlogVersionCause, string> = {
  SAVED: 'First save',
  EDITED: 'Edit',
  RESTORED: 'Restored version',
  SUGGESTION_APPLIED: 'Applied suggestion',
  PUBLISHED: 'Publication',
};

interface Props {
  readonly postId: string;
  readonly revision: number;
  readonly markdown: string;
  readonly changed: boolean;
  readonly onRestored: (post: EditableFragment) => void;
}

/** Earlier versions, their differences to the text in the editor, and their restoration. */
export function VersionsPanel({ postId, revision, markdown, changed, onRestored }: Props) {
  const { data, error, refetch } = useQuery(Versions, {
    variables: { id: postId },
    fetchPolicy: 'network-only',
  });
  const { run, busy, problem } = useAction(RestoreVersion);
  const [picked, setPicked] = useState<string | null>(null);
  const versions = data?.blog?.versions;
  const restore = async (to: number) => {
    const success = await run({ id: postId, input: { revision: to, expectedRevision: revision } });
    if (success) onRestored(success.blog);
  };
  if (error) return <ProblemAlert problem={problemOfError(error)} onRetry={() => void refetch()} />;
  if (!versions) return <Skeleton lines={4} label="Loading the versions" />;
  if (versions.length === 0) {
    return <p className="soft">No earlier versions yet. Each save keeps the text before it.</p>;
  }
  return (
    <ul className={styles.jumps} aria-label="Versions">
      {versions.map((version) => (
        <li key={version.id} className="stack">
          <button
            type="button"
            aria-expanded={picked === version.id}
            onClick={() => setPicked(picked === version.id ? null : version.id)}
          >
            <span dir="auto">{version.title}</span>
            <span className="small soft">
              {CAUSES[version.cause]}
              {version.savedBy && ` by ${version.savedBy.name}`}, {ago(version.savedAt)} ·{' '}
              {version.wordCount} words
            </span>
          </button>
          {picked === version.id && (
            <div className={`stack ${styles.version}`}>
              <p className="small soft">From this version to the text in the editor:</p>
              <Diff
                label={`Differences to revision ${version.revision}`}
                before={version.markdown}
                after={markdown}
              />
              <ProblemAlert problem={problem} />
              <p className="row">
                <Button busy={busy} disabled={changed} onClick={() => void restore(version.revision)}>
                  Restore this version
                </Button>
                {changed && <span className="small soft">Save or discard your changes first.</span>}
              </p>
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}
