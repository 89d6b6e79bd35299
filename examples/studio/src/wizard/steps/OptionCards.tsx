import { useEffect, useId, useRef } from 'react';
import { Button } from '../../ui/input/Button';
import { TextArea } from '../../ui/input/Field';
import { Markdown } from '../../ui/text/Markdown';
import { useWizard } from '../context';
import { PAGE, headings, type OptionStep } from '../state/state';
import { SUGGESTIONS } from '../state/suggestions';
import styles from './OptionCards.module.css';
import fieldStyles from '../../ui/input/Field.module.css';

interface Props {
  readonly step: OptionStep;
  readonly error: string | undefined;
}

/** Radio group of five cards and the user's own text. */
export function OptionCards({ step, error }: Props) {
  const { state, change } = useWizard();
  const choice = state.choices[step];
  const { several, one, maxLength, ownHint } = SUGGESTIONS[step];
  const id = useId();
  const group = useRef<HTMLFieldSetElement>(null);
  const first = choice.page * PAGE;
  const shown = choice.options.slice(first, first + PAGE);
  const taken = typeof choice.chosen === 'number' ? choice.options[choice.chosen] : undefined;

  useEffect(() => {
    if (error) group.current?.querySelector('input')?.focus();
  }, [error]);

  return (
    <fieldset className={styles.options} ref={group} aria-describedby={error ? `${id}-error` : undefined}>
      <legend className="hidden">The {several}</legend>
      {shown.map((option, at) => (
        <label key={first + at} className={step === 'title' ? `${styles.option} ${styles.title}` : styles.option}>
          <input
            type="radio"
            name={id}
            aria-labelledby={`${id}-${at}`}
            checked={choice.chosen === first + at}
            onChange={() => change({ type: 'choose', step, chosen: first + at })}
          />
          <span className={styles.body} id={`${id}-${at}`} dir="auto">
            <Option step={step} text={option} />
          </span>
        </label>
      ))}
      <Pages step={step} />
      <div className={`${styles.option} ${styles.own}`}>
        <label>
          <input
            type="radio"
            name={id}
            checked={choice.chosen === 'own'}
            onChange={() => change({ type: 'choose', step, chosen: 'own' })}
          />
          <span className={styles.body}>Your own {one}</span>
        </label>
        {choice.chosen === 'own' && (
          <TextArea
            label={`Your ${one}`}
            hint={ownHint}
            rows={step === 'intro' || step === 'outline' ? 8 : 3}
            maxLength={maxLength}
            value={choice.own}
            onChange={(event) => change({ type: 'own', step, text: event.target.value })}
          />
        )}
        {taken !== undefined && (
          <Button look="quiet" onClick={() => change({ type: 'own', step, text: taken })}>
            Edit the chosen one
          </Button>
        )}
      </div>
      {error && (
        <p className={fieldStyles.error} id={`${id}-error`} role="alert">
          {error}
        </p>
      )}
    </fieldset>
  );
}

function Option({ step, text }: { readonly step: OptionStep; readonly text: string }) {
  if (step === 'outline') {
    return (
      <ol>
        {headings(text).map((heading, at) => (
          <li key={at}>{heading}</li>
        ))}
      </ol>
    );
  }
  return SUGGESTIONS[step].markdown ? <Markdown source={text} /> : <>{text}</>;
}

/** Navigation between groups of five; earlier options are kept. */
function Pages({ step }: { readonly step: OptionStep }) {
  const { state, change } = useWizard();
  const { options, page, chosen } = state.choices[step];
  const pages = Math.ceil(options.length / PAGE);
  if (pages < 2) return null;
  const go = (to: number) => change({ type: 'page', step, page: to });
  return (
    <p className={`row small ${styles.pages}`}>
      <Button look="quiet" disabled={page === 0} onClick={() => go(page - 1)}>
        Previous suggestions
      </Button>
      <span role="status">
        {page + 1} of {pages}
        {typeof chosen === 'number' && Math.floor(chosen / PAGE) !== page && (
          <> (you chose from {Math.floor(chosen / PAGE) + 1})</>
        )}
      </span>
      <Button look="quiet" disabled={page + 1 === pages} onClick={() => go(page + 1)}>
        Next suggestions
      </Button>
    </p>
  );
}
