import { useRef, type FormEvent } from 'react';
import { Link, useNavigate } from 'react-router';
import { useAction } from '../../api/useAction';
import { costKey } from '../../post/cost/cost';
import { MetaFields } from '../../post/fields/MetaFields';
import { TagsField } from '../../post/fields/TagsField';
import { tagsOf } from '../../post/fields/tags';
import { useSession } from '../../session/session';
import { Notice } from '../../ui/feedback/Alert';
import { Button, LinkButton } from '../../ui/input/Button';
import { Page } from '../../ui/Page';
import { store } from '../../ui/stored';
import { Progress } from '../../ui/feedback/Progress';
import { StepProblem } from '../StepProblem';
import { useWizard } from '../context';
import { SaveBlog } from '../documents';
import { outdatedSteps, titleOf, type Meta, type Post, type State } from '../state/state';
import { STEPS, pathTo, postInput } from '../state/steps';
import stepFormStyles from '../StepForm.module.css';
import formStyles from '../../ui/input/FormActions.module.css';

const SHOWN = ['metaTitle', 'metaDescription', 'coverImageAlt', 'tags'];

export function SaveStep() {
  const { state, change, discard } = useWizard();
  const { run, busy, problem } = useAction(SaveBlog);
  const navigate = useNavigate();
  const userId = useSession()?.userId ?? '';
  const keyFor = useKey();
  const { post } = state;
  if (post === null) return null;
  const meta = state.meta ?? post.content;

  const save = async () => {
    const input = saveInput(state, post, meta);
    const success = await run(
      { input: { ...input, idempotencyKey: keyFor(input) } },
      {
        update: (cache) => {
          // The new post is first in the lists, so they are read again when they are shown.
          cache.evict({ id: 'ROOT_QUERY', fieldName: 'blogs' });
          cache.evict({ id: 'ROOT_QUERY', fieldName: 'dashboardStats' });
          cache.gc();
        },
      },
    );
    if (!success) return;
    if (state.cost.generations > 0) store(costKey(userId, success.blog.id), state.cost);
    discard();
    void navigate(`/blogs/${success.blog.id}`);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void save();
  };

  return (
    <>
      <Page
        title="Save as a draft"
        lead="Only you and admins can see it until it is published. You can edit everything later."
      />
      <form className={`stack ${stepFormStyles.form}`} onSubmit={submit}>
        <StepProblem problem={problem} here="save" shown={SHOWN} submits />
        <Outdated state={state} />
        <div className="card stack">
          <h2 dir="auto">{titleOf(state)}</h2>
          <TagsField
            value={state.tags}
            problem={problem}
            onChange={(tags) => change({ type: 'tags', tags })}
          />
          <MetaFields
            meta={meta}
            problem={problem}
            withCover={state.cover.url !== null}
            onChange={(changed) => change({ type: 'meta', meta: { ...only(meta), ...changed } })}
          />
        </div>
        {busy && <Progress label="Saving the draft …" />}
        <div className={formStyles.actions}>
          <LinkButton to={pathTo('post')}>Back</LinkButton>
          <Button look="primary" type="submit" busy={busy}>
            {outdatedSteps(state).length > 0 ? 'Save it as it stands' : 'Save the draft'}
          </Button>
        </div>
      </form>
    </>
  );
}

/** Names the choices that no longer fit what was chosen or written before them. */
function Outdated({ state }: { readonly state: State }) {
  const outdated = outdatedSteps(state);
  if (outdated.length === 0) return null;
  return (
    <Notice tone="warn">
      <p>You have changed an earlier step since these were written. Check them first:</p>
      <ul aria-label="Outdated choices">
        {STEPS.filter(({ id }) => outdated.some((step) => step === id)).map(({ id, name }) => (
          <li key={id}>
            <Link to={pathTo(id)}>{name}</Link>
          </li>
        ))}
      </ul>
    </Notice>
  );
}

/** Idempotency key per input: a retry after a lost response creates no second post. */
function useKey(): (input: unknown) => string {
  const last = useRef({ text: '', key: '' });
  return (input) => {
    const text = JSON.stringify(input);
    if (last.current.text !== text) {
      const bytes = crypto.getRandomValues(new Uint8Array(16));
      last.current = { text, key: Array.from(bytes, (byte) => byte.toString(16)).join('-') };
    }
    return last.current.key;
  };
}

const only = ({ metaTitle, metaDescription, coverImageAlt }: Meta): Meta => ({
  metaTitle,
  metaDescription,
  coverImageAlt,
});

function saveInput(state: State, post: Post, meta: Meta) {
  const { imagePrompt, coverImageUrl } = postInput(state);
  return {
    // The text was generated from these choices, which may have changed since.
    ...post.material,
    outline: [...post.material.outline],
    imagePrompt,
    coverImageUrl,
    title: titleOf(state),
    markdown: post.content.markdown,
    receipts: [...state.receipts],
    // The server derives empty values from the text.
    metaTitle: meta.metaTitle.trim() || null,
    metaDescription: meta.metaDescription.trim() || null,
    coverImageAlt: meta.coverImageAlt.trim() || null,
    references: [...post.references],
    tags: tagsOf(state.tags),
  };
}
