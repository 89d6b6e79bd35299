import { ProblemAlert } from './Alert';
import { Button } from '../input/Button';
import { dismiss, useMessages } from './messages';
import styles from './Messages.module.css';

export function Messages() {
  const messages = useMessages();
  return (
    <section className={styles.messages} aria-label="Messages">
      <div role="status" className="stack">
        {messages
          .filter(({ problem }) => problem === null)
          .map(({ id, text }) => (
            <p key={id} className={styles.message}>
              {text}
            </p>
          ))}
      </div>
      {messages
        .filter(({ problem }) => problem !== null)
        .map(({ id, text, problem, onRetry }) => (
          <div key={id} className={`${styles.message} stack`}>
            <p>{text}</p>
            <ProblemAlert problem={problem} onRetry={onRetry} />
            <p>
              <Button look="quiet" onClick={() => dismiss(id)}>
                Dismiss
              </Button>
            </p>
          </div>
        ))}
    </section>
  );
}
