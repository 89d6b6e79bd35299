// Runs once, on an empty database. Creates the server's user, with read and write access to its own
// database only.
db.getSiblingDB('cms_blog').createUser({
  user: 'cms-blog',
  pwd: process.env.MONGODB_PASSWORD,
  roles: ['readWrite'],
});
