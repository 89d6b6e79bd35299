const DAY = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'long', year: 'numeric' });
const NEAR = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

export const day = (instant: string): string => DAY.format(new Date(instant));

/** “3 minutes ago”; from a week on, the day. */
export function ago(instant: string, now = Date.now()): string {
  const seconds = (Date.parse(instant) - now) / 1000;
  if (seconds < -7 * 86_400) return day(instant);
  for (const [unit, size] of UNITS) {
    if (Math.abs(seconds) >= size) return NEAR.format(Math.round(seconds / size), unit);
  }
  return 'just now';
}
