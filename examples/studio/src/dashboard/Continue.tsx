import { Link } from 'react-router';
import { editsOf, parseEdit } from '../editor/draft/useKeptDraft';
import { useSession } from '../session/session';
import { ActionDialog } from '../ui/input/ActionDialog';
import { LinkButton } from '../ui/input/Button';
import { remove, useStored } from '../ui/stored';
import { titleOf, EMPTY } from '../wizard/state/state';
import { furthest, nameOf, pathTo } from '../wizard/state/steps';
import { POSTS, parse } from '../wizard/state/storage';
import styles from '../ui/list/Rows.module.css';

/** Unsaved posts and edits of this browser, to continue from any tab. */
export function Continue() {
  const userId = useSession()?.userId ?? '';
  const posts = useStored(POSTS + userId);
  const edits = useStored(editsOf(userId));
  const items = [
    ...posts.flatMap(([rest, text]) => {
      const state = parse(text);
      if (rest !== '' || state === EMPTY) return [];
      const step = furthest(state);
      const { focusOrNiche, targetedKeyword } = state.brief;
      const title = titleOf(state) || targetedKeyword || focusOrNiche || 'A new post';
      const key = POSTS + userId;
      return [{ key, title, to: pathTo(step), about: `New post, at the step “${nameOf(step)}”` }];
    }),
    ...edits.flatMap(([postId, text]) => {
      const edit = parseEdit(text);
      if (edit === null) return [];
      const key = editsOf(userId) + postId;
      const to = `/blogs/${postId}/edit`;
      return [{ key, title: edit.draft.title, to, about: 'Edit that is not saved' }];
    }),
  ];
  if (items.length === 0) return null;
  return (
    <section className="stack" aria-labelledby="continue">
      <h2 id="continue">Continue where you left off</h2>
      <ul className={styles.rows}>
        {items.map(({ key, title, to, about }) => (
          <li key={key}>
            <div className={styles.row}>
              <div>
                <h3 className={styles.name} dir="auto">
                  <Link to={to}>{title}</Link>
                </h3>
                <p className="small soft">{about}. Kept in this browser.</p>
              </div>
              <div className="row">
                <Discard title={title} onDiscard={() => remove(key)} />
                <LinkButton look="primary" to={to}>
                  Continue<span className="hidden">: {title}</span>
                </LinkButton>
              </div>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Discard({ title, onDiscard }: { readonly title: string; readonly onDiscard: () => void }) {
  return (
    <ActionDialog
      action="Discard"
      about={title}
      look="quiet"
      title="Discard this work?"
      confirm="Discard it"
      cancel="Keep it"
      danger
      busy={false}
      problem={null}
      onConfirm={() => {
        onDiscard();
        return Promise.resolve(true);
      }}
    >
      <p>What was written for “{title}” in this browser can’t be restored.</p>
    </ActionDialog>
  );
}
