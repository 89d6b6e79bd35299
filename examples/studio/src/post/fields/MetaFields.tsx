import type { Problem } from '../../api/problems';
import { TextArea, TextField } from '../../ui/input/Field';

export interface MetaTexts {
  readonly metaTitle: string;
  readonly metaDescription: string;
  readonly coverImageAlt: string;
}

interface Props {
  readonly meta: MetaTexts;
  readonly problem: Problem | null;
  readonly withCover: boolean;
  readonly onChange: (changed: Partial<MetaTexts>) => void;
}

/** Inputs for SEO metadata and the alternative text of the cover. */
export function MetaFields({ meta, problem, withCover, onChange }: Props) {
  return (
    <>
      <TextField
        label="Title for search engines"
        hint={`${meta.metaTitle.length} of 60 characters. Empty: derived from the text.`}
        maxLength={60}
        value={meta.metaTitle}
        error={problem?.fields.get('metaTitle')}
        onChange={({ target }) => onChange({ metaTitle: target.value })}
      />
      <TextArea
        label="Description for search engines"
        hint={`${meta.metaDescription.length} of 160 characters.`}
        maxLength={160}
        rows={2}
        value={meta.metaDescription}
        error={problem?.fields.get('metaDescription')}
        onChange={({ target }) => onChange({ metaDescription: target.value })}
      />
      {withCover && (
        <TextField
          label="Alternative text of the cover"
          hint="Describes the cover for people who can’t see it."
          maxLength={200}
          value={meta.coverImageAlt}
          error={problem?.fields.get('coverImageAlt')}
          onChange={({ target }) => onChange({ coverImageAlt: target.value })}
        />
      )}
    </>
  );
}
