import { TextField } from '../ui/input/Field';

/** Field for a new password, with the limits of the server. */
export function PasswordField({
  label,
  name,
  error,
}: {
  readonly label: string;
  readonly name: string;
  readonly error: string | undefined;
}) {
  return (
    <TextField
      label={label}
      name={name}
      type="password"
      autoComplete="new-password"
      minLength={8}
      maxLength={1024}
      required
      hint="At least 8 characters."
      error={error}
    />
  );
}
