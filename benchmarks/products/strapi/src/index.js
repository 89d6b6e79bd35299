// What an administrator selects for the role Authenticated in the admin panel.
const ACTIONS = [
  'api::post.post.find',
  'api::post.post.findOne',
  'api::post.post.create',
  'api::post.post.counts',
  'plugin::users-permissions.user.find',
];

module.exports = {
  register() {},
  async bootstrap({ strapi }) {
    const roles = strapi.db.query('plugin::users-permissions.role');
    const role = await roles.findOne({ where: { type: 'authenticated' } });
    const permissions = strapi.db.query('plugin::users-permissions.permission');
    for (const action of ACTIONS) {
      const found = await permissions.findOne({ where: { action, role: role.id } });
      if (!found) await permissions.create({ data: { action, role: role.id } });
    }
  },
};
