import { useState } from 'react';
import { useAction } from '../api/useAction';
import type { SuggestTagsInput } from '../gql/graphql';
import type { Usage } from '../post/cost/cost';
import { ProblemAlert } from '../ui/feedback/Alert';
import { Button } from '../ui/input/Button';
import { tagsOf } from '../post/fields/tags';
import { SuggestTags } from './documents';

interface Props {
  readonly input: SuggestTagsInput;
  /** Tags as typed, separated by commas. */
  readonly tags: string;
  readonly onChange: (tags: string) => void;
  /** Called after each generation. */
  readonly onSpent: (usage: Usage) => void;
}

/** Five suggested tags, each added by a click. */
export function TagSuggestions({ input, tags, onChange, onSpent }: Props) {
  const { run, busy, problem } = useAction(SuggestTags, { cancelOnLeave: true });
  const [options, setOptions] = useState<readonly string[]>([]);
  const suggest = async () => {
    const success = await run({ input });
    if (!success) return;
    onSpent(success.usage);
    setOptions(success.options);
  };
  const taken = tagsOf(tags).map((tag) => tag.toLowerCase());
  const left = options.filter((option) => !taken.includes(option.toLowerCase()));
  return (
    <div className="stack">
      <p className="row small">
        <Button look="quiet" busy={busy} onClick={() => void suggest()}>
          {options.length > 0 ? 'Suggest other tags' : 'Suggest tags'}
        </Button>
        {left.map((option) => (
          <Button
            key={option}
            aria-label={`Add the tag ${option}`}
            onClick={() => onChange([...tagsOf(tags), option].join(', '))}
          >
            + {option}
          </Button>
        ))}
      </p>
      <ProblemAlert problem={problem} onRetry={() => void suggest()} />
    </div>
  );
}
