import { useCallback, useEffect, useRef, useState } from 'react';
import { useApolloClient } from '@apollo/client/react';
import type { Problem } from '../../api/problems';
import { useWizard } from '../context';
import { contentOf, referencesOf } from '../documents';
import { writePost, type Written } from './postStream';
import { basisOf, type Run } from '../state/state';
import { material, postInput } from '../state/steps';

interface Stream {
  readonly writing: boolean;
  readonly problem: Problem | null;
  /** Start or resume the run. */
  readonly start: () => void;
  /** Start a new run. */
  readonly restart: () => void;
  readonly stop: () => void;
}

/** Streams the post into the state, and resumes it after a reload. */
export function usePostStream(): Stream {
  const client = useApolloClient();
  const { state, change, setWrong } = useWizard();
  const [writing, setWriting] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const end = useRef<(() => void) | null>(null);

  const stop = useCallback(() => {
    end.current?.();
    end.current = null;
    setWriting(false);
  }, []);
  useEffect(() => stop, [stop]);

  const write = (from: Run | null) => {
    const basis = basisOf(state, 'post');
    const written = ({ content, references }: Written) => ({
      title: postInput(state).title,
      material: material(state),
      content: contentOf(content),
      references: referencesOf(references),
      basis,
    });
    stop();
    setProblem(null);
    setWriting(true);
    end.current = writePost(client, {
      input: postInput(state),
      basis,
      from: from?.basis === basis ? from : null,
      onText: (run) => change({ type: 'run', run }),
      onEnd: (how) => {
        end.current = null;
        setWriting(false);
        if ('content' in how) {
          change({ type: 'spent', usage: how.usage });
          change({ type: 'written', post: written(how), receipt: how.receipt });
        } else {
          setProblem(how);
          setWrong(how.fields);
        }
      },
    });
  };
  const start = () => write(state.run);
  const restart = () => {
    change({ type: 'run', run: null });
    write(null);
  };
  return { writing, problem, start, restart, stop };
}
