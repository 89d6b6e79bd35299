import { describe, expect, it } from 'vitest';
import { type GenerateBlogInput, unwrap } from '../src/index.js';
import { type FullClient, blog, brief, connect, newAuthor, picture } from './people.js';

/** Client of an admin; the tests of a run share the account. */
async function newAdmin(): Promise<FullClient> {
  const input = { email: 'admin@example.com', password: 'a good password' };
  const login = await connect().login({ input });
  if (login.__typename === 'LoginSuccess') return connect({ token: login.session.accessToken });
  return newAuthor(connect(), input.email);
}

describe('the flow of a blog', () => {
  it('goes from a brief to a post', async () => {
    const author = await newAuthor(connect());
    const { options: ideas } = await unwrap(author.generateIdeas({ input: { brief } }));
    const selectedIdea = ideas[0] ?? '';
    const { options: titles } = await unwrap(author.generateTitles({ input: { brief, selectedIdea } }));
    const title = titles[0] ?? '';
    const { options: intros } = await unwrap(author.generateIntros({ input: { brief, selectedIdea, title } }));
    const step = { brief, selectedIdea, title, introMarkdown: intros[0] ?? '' };
    const { options: outlines } = await unwrap(author.generateOutlines({ input: step }));
    expect([ideas, titles, intros, outlines].map(({ length }) => length)).toEqual([5, 5, 5, 5]);

    const { options: prompts } = await unwrap(
      author.generateImagePrompts({ input: { brief, selectedIdea, title } }),
    );
    const cover = {
      brief,
      selectedIdea,
      title,
      prompt: prompts[0] ?? '',
      quality: 'STANDARD',
    } as const;
    const { image } = await unwrap(author.generateCoverImage({ input: cover }));
    expect(image.url).toMatch(/^http:.*\/uploads\//);

    const input: GenerateBlogInput = {
      ...step,
      outline: outlines[0]?.headings ?? [],
    };
    const { content, usage } = await unwrap(author.generateBlog({ input }));
    expect(content.sections.length).toBeGreaterThan(3);
    expect(usage.outputTokens).toBeGreaterThan(0);
    const [section] = content.sections.slice(1);
    const again = await unwrap(
      author.regenerateSection({
        input: {
          brief,
          title,
          markdown: content.markdown,
          anchor: section?.anchor ?? '',
          instruction: 'Shorter.',
        },
      }),
    );
    expect(again.content.markdown).toContain(again.markdown.split('\n')[0]);
  });

  it('goes from a draft to the public page and back', async () => {
    const [author, admin] = [await newAuthor(), await newAdmin()];
    const { blog: draft } = await unwrap(author.saveBlog({ input: blog('On its way') }));
    expect(draft).toMatchObject({
      status: 'SAVED',
      revision: 1,
      brief,
      viewerActions: expect.arrayContaining(['UPDATE']),
    });
    await unwrap(author.requestPublish({ id: draft.id }));
    await unwrap(author.withdrawBlog({ id: draft.id }));
    await unwrap(author.requestPublish({ id: draft.id }));
    const queue = await admin.adminQueue({ first: 100, withTotal: true });
    expect(queue.nodes.find(({ id }) => id === draft.id)?.authorEmail).toMatch(/@example\.com$/);
    expect(queue.totalCount).toBeGreaterThan(0);

    const decision = { expectedRevision: draft.revision, feedback: 'Shorter, please.' };
    const rejected = await unwrap(admin.rejectBlog({ id: draft.id, input: decision }));
    expect(rejected.blog).toMatchObject({ status: 'REJECTED', feedback: 'Shorter, please.' });
    const edit = { expectedRevision: draft.revision, title: 'On its way, shorter' };
    expect((await unwrap(author.updateBlog({ id: draft.id, input: edit }))).blog.revision).toBe(2);
    await unwrap(author.requestPublish({ id: draft.id }));
    expect(await admin.approveBlog({ id: draft.id, input: { expectedRevision: 1 } })).toMatchObject({
      __typename: 'EditConflictError',
      blog: { revision: 2 },
    });
    const reviewed = { expectedRevision: 2 };
    const { blog: published } = await unwrap(admin.approveBlog({ id: draft.id, input: reviewed }));
    const page = await connect().publishedBlog({ slug: published.slug ?? '' });
    expect(page).toMatchObject({ id: draft.id, title: 'On its way, shorter', authorEmail: null });
    expect(page).toMatchObject({ brief: null, reviews: [] });
    const seen = await admin.blog({ id: draft.id });
    expect(seen?.reviews.map(({ decision }) => decision)).toEqual(['REJECTED', 'APPROVED']);
    const list = await connect().publishedBlogs({ search: 'shorter' });
    expect(list.nodes.map(({ id }) => id)).toContain(draft.id);

    const renamed = await unwrap(
      admin.updateSlug({ id: draft.id, input: { slug: `shorter-${published.slug}`, expectedRevision: 2 } }),
    );
    expect(await author.publishedBlog({ slug: published.slug ?? '' })).toMatchObject({
      id: draft.id,
      slug: renamed.blog.slug,
    });

    await unwrap(admin.unpublishBlog({ id: draft.id }));
    const { blog: again } = await unwrap(
      admin.republishBlog({ id: draft.id, input: { expectedRevision: renamed.blog.revision } }),
    );
    expect(again.publishedAt).toBe(published.publishedAt);
    await unwrap(admin.unpublishBlog({ id: draft.id }));
    // Signed-out readers could still read it for some seconds, from the cache.
    expect(await author.publishedBlog({ slug: published.slug ?? '' })).toBeNull();
    expect(await unwrap(author.deleteBlog({ id: draft.id }))).toMatchObject({ deletedId: draft.id });
    expect(await author.blog({ id: draft.id })).toBeNull();
  });
});

describe('accounts', () => {
  it('are created, sign in, and are deleted', async () => {
    const author = await newAuthor();
    const { email } = (await author.viewer()) ?? { email: '' };
    const password = 'a good password';
    const { session } = await unwrap(connect().login({ input: { email, password } }));
    expect(session.viewer).toMatchObject({ email, role: 'USER', user: { name: 'Ada Author' } });
    const changed = await unwrap(
      author.changePassword({ input: { currentPassword: password, newPassword: 'a better one' } }),
    );
    const now = connect({ token: () => Promise.resolve(changed.session.accessToken) });
    expect(new Date(unwrap(await now.exportMyData()).expiresAt).getTime()).toBeGreaterThan(Date.now());
    expect(unwrap(await now.logoutEverywhere()).viewer.email).toBe(email);
    await expect(now.blogs()).rejects.toMatchObject({
      name: 'RequestError',
      code: 'UNAUTHENTICATED',
    });
    const back = await unwrap(connect().login({ input: { email, password: 'a better one' } }));
    const deletion = { password: 'a better one', blogs: 'DELETE' } as const;
    expect(await connect({ token: back.session.accessToken }).deleteAccount({ input: deletion })).toEqual({
      __typename: 'DeleteAccountSuccess',
      deletedId: back.session.viewer.user.id,
    });
  });

  it('verify and change their addresses, and reset their passwords', async () => {
    const author = await newAuthor();
    const { email } = (await author.viewer()) ?? { email: '' };
    expect(await author.viewer()).toMatchObject({ emailVerified: false, pendingEmail: null });
    expect((await unwrap(author.sendVerificationEmail())).message).toContain('on its way');
    const newEmail = `new-${email}`;
    const { viewer } = await unwrap(author.changeEmail({ input: { newEmail, password: 'a good password' } }));
    expect(viewer).toMatchObject({ email, pendingEmail: newEmail });
    const visitor = connect();
    const { message } = await unwrap(visitor.requestPasswordReset({ input: { email } }));
    expect(message).toContain('on its way');
    const invalid = { __typename: 'InvalidLinkError' };
    const token = 'a.b.c';
    expect(await visitor.verifyEmail({ input: { token } })).toMatchObject(invalid);
    const newPassword = 'a better one';
    expect(await visitor.resetPassword({ input: { token, newPassword } })).toMatchObject(invalid);
  });

  it('are created by invitation', async () => {
    const admin = await newAdmin();
    const email = `invited-${Date.now()}@example.com`;
    const { invitation, url } = await unwrap(admin.inviteUser({ input: { email } }));
    expect(await admin.invitations()).toContainEqual(invitation);
    const token = url.split('#token=')[1] ?? '';
    const given = { token, name: 'Grace', password: 'a good password' };
    const { session } = await unwrap(connect().acceptInvite({ input: given }));
    expect(session.viewer).toMatchObject({ email, role: 'USER', user: { name: 'Grace' } });
    expect(await connect().acceptInvite({ input: given })).toMatchObject({ __typename: 'InvalidLinkError' });
    const other = await unwrap(admin.inviteUser({ input: { email: `other-${email}` } }));
    const revoked = await unwrap(admin.revokeInvitation({ id: other.invitation.id }));
    expect(revoked.revokedId).toBe(other.invitation.id);
  });

  it('are signed out without a token, and switch with another token', async () => {
    const visitor = connect();
    const author = await newAuthor();
    expect(await visitor.viewer()).toBeNull();
    expect((await author.viewer())?.user.name).toBe('Ada Author');
    expect(await author.withToken(undefined).viewer()).toBeNull();
    expect(await connect({ token: () => null }).viewer()).toBeNull();
  });
});

describe('other operations', () => {
  it('return counts, the generation service and objects by id', async () => {
    const author = await newAuthor();
    const { blog: saved } = await unwrap(author.saveBlog({ input: blog('To be found') }));
    expect(await author.dashboardStats()).toEqual({
      total: 1,
      saved: 1,
      pending: 0,
      published: 0,
      rejected: 0,
      scheduled: 0,
      publishedWithChanges: 0,
    });
    expect((await author.generationService()).provider).toBe('OFFLINE');
    expect(await author.node({ id: saved.id })).toMatchObject({ __typename: 'Blog', title: 'To be found' });
    expect(await author.node({ id: saved.author.id })).toMatchObject({
      __typename: 'User',
      name: 'Ada Author',
    });
  });

  it('store a file and an identical blob once', async () => {
    const author = await newAuthor();
    const file = new File([picture], 'cover.png', { type: 'image/png' });
    const [first, second] = await Promise.all([
      unwrap(author.uploadImage({ input: { file } })),
      unwrap(author.uploadImage({ input: { file: new Blob([picture]) } })),
    ]);
    expect(first.image).toMatchObject({ width: 1, height: 1, mediaType: 'image/png' });
    expect(second.image.url).toBe(first.image.url);
  });

  it('execute documents of the caller', async () => {
    const author = await newAuthor();
    const text = 'query Mine($first: Int!) { blogs(first: $first) { totalCount } }';
    const data = await author.request<{ blogs: { totalCount: number } }, { first: number }>(text, {
      first: 1,
    });
    expect(data.blogs.totalCount).toBe(0);
    const file = new Blob([picture]);
    const upload =
      'mutation Up($file: Upload!) { uploadImage(input: { file: $file }) { ... on UserError { message } } }';
    expect(await author.request(upload, { file })).toEqual({ uploadImage: {} });
  });

  it('use the given headers and the given fetch', async () => {
    const seen: Headers[] = [];
    const noting: typeof fetch = (url, request) => {
      seen.push(new Headers(request?.headers));
      return fetch(url, request);
    };
    await connect({
      headers: { 'x-request-id': 'abc' },
      fetch: noting,
      token: undefined,
    }).generationService();
    expect(
      seen.map((headers) => [headers.get('x-request-id'), headers.get('authorization')]),
    ).toEqual([['abc', null]]);
  });
});
