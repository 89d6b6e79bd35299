import { SelectField } from '../../ui/input/Field';

interface Section {
  readonly anchor: string;
  readonly heading: string;
}

interface Props {
  readonly sections: readonly Section[];
  /** Anchor of the chosen section. */
  readonly value: string;
  readonly disabled: boolean;
  readonly onPick: (anchor: string) => void;
}

/** Choice of a section of a text. */
export function SectionField({ sections, value, disabled, onPick }: Props) {
  return (
    <SelectField
      label="Section"
      value={value}
      disabled={disabled}
      onChange={({ target }) => onPick(target.value)}
    >
      {sections.map(({ anchor, heading }) => (
        <option key={anchor} value={anchor}>
          {heading}
        </option>
      ))}
    </SelectField>
  );
}
