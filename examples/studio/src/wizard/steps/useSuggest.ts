import { useCallback, useEffect } from 'react';
import { useAction } from '../../api/useAction';
import { useWizard } from '../context';
import { basisOf, isOutdated, type OptionStep } from '../state/state';
import { SUGGESTIONS, textOf } from '../state/suggestions';

const NOTHING: ReadonlyMap<string, string> = new Map();

/** Generates five options for a step. They are appended if the input is unchanged. */
export function useSuggest(step: OptionStep) {
  const { state, change, setWrong } = useWizard();
  const { document, input } = SUGGESTIONS[step];
  const { run, busy, problem, cancel } = useAction(document, { cancelOnLeave: true });

  // For the steps that own these inputs.
  useEffect(() => {
    if (problem?.fields.size) setWrong(problem.fields);
  }, [problem, setWrong]);

  const suggest = useCallback(async (): Promise<boolean> => {
    const known = isOutdated(state, step) ? [] : state.choices[step].options;
    setWrong(NOTHING);
    const success = await run({ input: input(state, known) });
    if (!success) return false;
    change({ type: 'spent', usage: success.usage });
    change({
      type: 'offered',
      step,
      options: success.options.map(textOf),
      basis: basisOf(state, step),
      receipt: success.receipt,
    });
    return true;
  }, [state, step, run, input, change, setWrong]);

  return { suggest, busy, problem, cancel };
}
