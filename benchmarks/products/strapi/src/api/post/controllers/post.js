const { createCoreController } = require('@strapi/strapi').factories;

const STATES = ['saved', 'pending', 'published', 'rejected'];

module.exports = createCoreController('api::post.post', ({ strapi }) => ({
  async counts(ctx) {
    const posts = strapi.documents('api::post.post');
    const found = STATES.map((state) =>
      posts.count({ filters: { state, author: { id: ctx.state.user.id } } }),
    );
    const totals = await Promise.all(found);
    return Object.fromEntries(STATES.map((state, n) => [state, totals[n]]));
  },
}));
