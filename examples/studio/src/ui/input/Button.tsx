import type { ButtonHTMLAttributes } from 'react';
import { Link, type LinkProps } from 'react-router';
import { Spinner } from '../feedback/Spinner';
import styles from './Button.module.css';

type Look = 'primary' | 'plain' | 'quiet' | 'danger';

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly look?: Look;
  /** Whether the action is running: the button is inactive and keeps the focus. */
  readonly busy?: boolean;
}

const classOf = (look: Look) => [styles.button, styles[look]].join(' ');

export function Button({ look = 'plain', busy = false, onClick, children, ...rest }: Props) {
  return (
    <button
      type="button"
      {...rest}
      className={classOf(look)}
      aria-disabled={busy || undefined}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {busy && <Spinner />}
      {children}
    </button>
  );
}

export function LinkButton({ look = 'plain', ...rest }: LinkProps & { readonly look?: Look }) {
  return <Link {...rest} className={classOf(look)} />;
}
