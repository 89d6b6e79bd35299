// Runs once, when the database is empty: the server's own user, who may read and write its database
// and make its indexes, and nothing else.
db.getSiblingDB('cms_blog').createUser({
  user: 'cms-blog',
  pwd: process.env.MONGODB_PASSWORD,
  roles: ['readWrite'],
});
