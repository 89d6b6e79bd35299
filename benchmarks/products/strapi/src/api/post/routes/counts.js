module.exports = { routes: [{ method: 'GET', path: '/counts', handler: 'post.counts' }] };
