const DAY = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'long', year: 'numeric' });
const NEAR = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

const MOMENT = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' });

export const day = (instant: string): string => DAY.format(new Date(instant));

/** “Jan 31, 2026, 12:00 PM”, in the viewer's time zone. */
export const moment = (instant: string): string => MOMENT.format(new Date(instant));

/** Value of a `datetime-local` input: the time in the viewer's time zone, to the minute. */
export function localInput(millis: number): string {
  const offset = new Date(millis).getTimezoneOffset() * 60_000;
  return new Date(millis - offset).toISOString().slice(0, 16);
}

/** “3 minutes ago”; from a week on, the day. */
export function ago(instant: string, now = Date.now()): string {
  const seconds = (Date.parse(instant) - now) / 1000;
  if (seconds < -7 * 86_400) return day(instant);
  for (const [unit, size] of UNITS) {
    if (Math.abs(seconds) >= size) return NEAR.format(Math.round(seconds / size), unit);
  }
  return 'just now';
}
