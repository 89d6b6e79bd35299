import { sqliteAdapter } from '@payloadcms/db-sqlite';
import { buildConfig } from 'payload';

const STATUSES = ['saved', 'pending', 'published', 'rejected'];
const signedIn = ({ req }) => Boolean(req.user);

const counts = async (req) => {
  if (!req.user) return Response.json({ message: 'Unauthorized' }, { status: 401 });
  const found = STATUSES.map((status) =>
    req.payload.count({
      collection: 'posts',
      where: { author: { equals: req.user.id }, status: { equals: status } },
    }),
  );
  const totals = (await Promise.all(found)).map(({ totalDocs }) => totalDocs);
  return Response.json(Object.fromEntries(STATUSES.map((status, n) => [status, totals[n]])));
};

export default buildConfig({
  secret: process.env.SECRET,
  db: sqliteAdapter({ client: { url: process.env.DATABASE_URI } }),
  telemetry: false,
  endpoints: [{ path: '/counts', method: 'get', handler: counts }],
  collections: [
    {
      slug: 'users',
      auth: { tokenExpiration: 86_400 },
      access: { create: () => true, read: signedIn },
      fields: [{ name: 'name', type: 'text', required: true }],
    },
    {
      slug: 'posts',
      access: { create: signedIn, read: signedIn },
      fields: [
        { name: 'title', type: 'text', required: true },
        { name: 'status', type: 'select', options: STATUSES, required: true, index: true },
        { name: 'author', type: 'relationship', relationTo: 'users', required: true, index: true },
        { name: 'excerpt', type: 'textarea' },
        { name: 'markdown', type: 'textarea' },
      ],
    },
  ],
});
