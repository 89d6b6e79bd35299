import { useState, type FormEvent, type ReactNode } from 'react';
import type { Problem } from '../../api/problems';
import { ProblemAlert } from '../feedback/Alert';
import { Button } from './Button';
import { Dialog } from './Dialog';
import styles from './Dialog.module.css';

interface Props {
  /** Text of the button that opens the dialog; its accessible name also has `about`. */
  readonly action: string;
  readonly about: string;
  readonly look?: 'plain' | 'quiet';
  readonly title: string;
  /** Texts of the dialog's buttons. */
  readonly confirm: string;
  readonly cancel?: string;
  readonly danger?: boolean;
  readonly busy: boolean;
  readonly problem: Problem | null;
  /** Paths of inputs that show their own messages. */
  readonly shown?: readonly string[];
  readonly onOpen?: () => void;
  /** Runs the action; the dialog closes if it succeeds. */
  readonly onConfirm: () => Promise<boolean>;
  readonly children: ReactNode;
}

/** A button with a dialog that confirms the action, or asks for what it needs. */
export function ActionDialog({
  action,
  about,
  look = 'plain',
  title,
  confirm,
  cancel = 'Cancel',
  danger = false,
  busy,
  problem,
  shown = [],
  onOpen,
  onConfirm,
  children,
}: Props) {
  const [open, setOpen] = useState(false);
  const close = () => setOpen(false);
  const start = () => {
    onOpen?.();
    setOpen(true);
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (await onConfirm()) close();
  };
  return (
    <>
      <Button look={look} onClick={start}>
        {action}
        <span className="hidden">: {about}</span>
      </Button>
      <Dialog title={title} open={open} onClose={close}>
        <form className="stack" onSubmit={(event) => void submit(event)}>
          {children}
          <ProblemAlert problem={problem} shown={shown} submits />
          <p className={`row ${styles.actions}`}>
            {/* First, so that it gets the focus in dialogs without inputs. */}
            <Button onClick={close}>{cancel}</Button>
            <Button look={danger ? 'danger' : 'primary'} type="submit" busy={busy}>
              {confirm}
            </Button>
          </p>
        </form>
      </Dialog>
    </>
  );
}
