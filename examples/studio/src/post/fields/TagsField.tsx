import type { Problem } from '../../api/problems';
import { TextField } from '../../ui/input/Field';
import { tagsOf } from './tags';
import styles from './TagsField.module.css';

interface Props {
  /** Tags as typed, separated by commas. */
  readonly value: string;
  readonly problem: Problem | null;
  readonly onChange: (value: string) => void;
}

export function TagsField({ value, problem, onChange }: Props) {
  // Messages are about the whole list or about one tag, by its number.
  const fields = [...(problem?.fields ?? [])];
  const [path, message] = fields.find(([name]) => /^tags(\.\d+)?$/.test(name)) ?? [];
  const tag = path && tagsOf(value)[Number(path.split('.')[1])];
  return (
    <TextField
      label="Tags"
      hint="At most 10, separated by commas."
      dir="auto"
      value={value}
      error={tag ? `“${tag}” ${message}` : message}
      onChange={({ target }) => onChange(target.value)}
    />
  );
}

export function TagList({ tags }: { readonly tags: readonly string[] }) {
  if (tags.length === 0) return null;
  return (
    <ul className={`${styles.tags} small`} aria-label="Tags">
      {tags.map((tag) => (
        <li key={tag} dir="auto">
          {tag}
        </li>
      ))}
    </ul>
  );
}
