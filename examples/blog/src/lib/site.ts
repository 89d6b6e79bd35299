// The site's own values. Replace them by yours.
export const site = {
  name: 'Field Notes',
  description: 'Stories and guides, written with care and read by people.',
  language: 'en',
  /** Public URL of this site. Set SITE_URL of the API to the same value. */
  url: (process.env.SITE_URL ?? 'http://127.0.0.1:5190').replace(/\/+$/, ''),
  /** URL of the API, as this server reaches it. */
  api: (process.env.API_URL ?? 'http://127.0.0.1:8000').replace(/\/+$/, ''),
};

export const postPath = (slug: string) => `/posts/${encodeURIComponent(slug)}`;
export const tagPath = (tag: string) => `/tags/${encodeURIComponent(tag)}`;
export const authorPath = (id: string) => `/authors/${encodeURIComponent(id)}`;

/** The text of a segment of a path; malformed ones stay as they are, and are not found. */
export function decoded(segment: string) {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

const dates = new Intl.DateTimeFormat(site.language, { dateStyle: 'long', timeZone: 'UTC' });
export const formatDate = (time: string) => dates.format(new Date(time));
