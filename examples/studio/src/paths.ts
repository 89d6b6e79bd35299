/** Paths of all pages, for the server, which answers other ones with 404. */
export const PATHS = [
  '/',
  '/posts/:slug',
  '/login',
  '/signup',
  '/forgot',
  '/reset-password',
  '/verify-email',
  '/accept-invite',
  '/dashboard',
  '/write/:step?',
  '/blogs/:id',
  '/blogs/:id/edit',
  '/account',
  '/review',
  '/people',
] as const;
