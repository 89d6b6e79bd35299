// Registrations are limited to five in five minutes by default.
module.exports = ({ env }) => ({
  'users-permissions': { config: { jwtSecret: env('SECRET'), ratelimit: { enabled: false } } },
});
