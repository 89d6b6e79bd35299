import { useEffect, useRef } from 'react';
import { Findings } from '../../post/Findings';
import { Notice } from '../../ui/feedback/Alert';
import { Button } from '../../ui/input/Button';
import { Markdown } from '../../ui/text/Markdown';
import { Page } from '../../ui/Page';
import { Progress } from '../../ui/feedback/Progress';
import { Html } from '../../ui/text/Html';
import { SectionEditor } from './SectionEditor';
import { StepForm } from '../StepForm';
import { StepProblem } from '../StepProblem';
import { useWizard } from '../context';
import { chosen, headings, isOutdated, titleOf } from '../state/state';
import { usePostStream } from './usePostStream';
import coverStyles from '../../ui/text/Cover.module.css';
import styles from './steps.module.css';

/** Streams the post, then shows it with an editor for sections. */
export function PostStep() {
  const { state } = useWizard();
  const { writing, problem, start, restart, stop } = usePostStream();
  const { post, run } = state;
  const outdated = isOutdated(state, 'post');
  const visible = writing || post !== null || run !== null;
  const title = visible ? titleOf(state) || 'The post' : 'Ready to write';

  // Resume automatically after leaving or reloading the page.
  const begun = useRef(false);
  useEffect(() => {
    if (run && !begun.current) start();
    begun.current = true;
  }, [run, start]);
  useEffect(
    () => () => {
      begun.current = false;
    },
    [],
  );

  return (
    <>
      <Page title={title} kicker="The post" focusOn={title} />
      <StepForm step="post" canContinue={post !== null && !writing} onContinue={() => true}>
        <StepProblem problem={problem} here="post" onRetry={start} />
        {outdated && !writing && (
          <Notice tone="warn">
            <p>You have changed an earlier step since this post was written.</p>
            <Button onClick={restart}>Write it again</Button>
          </Notice>
        )}
        {writing && <Progress label="Writing the post …" onCancel={stop} />}
        {(writing || (run && !post)) && <Growing />}
        {!writing && !post && !problem?.passing && (
          <Begin started={run !== null} onStart={start} onRestart={restart} />
        )}
        {!writing && post && (
          <>
            <p className="small soft">
              {post.content.wordCount} words, {post.content.readingMinutes} min to read; the keyword
              occurs {post.content.keywordReport.occurrences} times.
            </p>
            {state.cover.url && (
              <img className={coverStyles.cover} src={state.cover.url} alt={post.content.coverImageAlt} />
            )}
            <Html className="prose sheet" html={post.content.html} label="The post" />
            <Findings findings={post.content.findings} />
            <SectionEditor post={post} />
            <p>
              <Button look="quiet" onClick={restart}>
                Rewrite the whole post
              </Button>
            </p>
          </>
        )}
      </StepForm>
      <Announcer writing={writing} />
    </>
  );
}

interface BeginProps {
  readonly started: boolean;
  readonly onStart: () => void;
  readonly onRestart: () => void;
}

function Begin({ started, onStart, onRestart }: BeginProps) {
  const { state } = useWizard();
  return (
    <div className="card stack">
      {!started && (
        <>
          <h2>{chosen(state, 'title')}</h2>
          <ol className="soft">
            {headings(chosen(state, 'outline')).map((heading, at) => (
              <li key={at}>{heading}</li>
            ))}
          </ol>
        </>
      )}
      <p className="row">
        <Button look="primary" onClick={onStart}>
          {started ? 'Continue writing' : 'Write the post'}
        </Button>
        {started && <Button onClick={onRestart}>Start over</Button>}
      </p>
    </div>
  );
}

/** The text so far. Screen readers follow the announcer instead of each delta. */
function Growing() {
  const { state } = useWizard();
  const text = state.run?.markdown ?? '';
  if (!text.trim()) return null;
  return (
    <article className={`prose sheet ${styles.growing}`} aria-label="The post" aria-busy="true" dir="auto">
      <Markdown source={text} growing />
    </article>
  );
}

/** Announces the progress to screen readers: each heading, and the end. */
function Announcer({ writing }: { readonly writing: boolean }) {
  const { state } = useWizard();
  const heading = /^#{1,3} (.+)$(?![\s\S]*^#{1,3} .+$)/m.exec(state.run?.markdown ?? '')?.[1];
  const text = writing
    ? heading && `Writing: ${heading}`
    : state.post && `The post is ready: ${state.post.content.wordCount} words.`;
  return (
    <p className="hidden" aria-live="polite">
      {text}
    </p>
  );
}
