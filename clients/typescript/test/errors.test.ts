import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  BlogStatusError,
  CmsBlogError,
  ConnectionError,
  EditConflictError,
  EmailTakenError,
  GenerationFailedError,
  InvalidCredentialsError,
  InvalidInputError,
  NotFoundError,
  RequestError,
  UnusableImageError,
  UserError,
  isFailure,
  unwrap,
} from '../src/index.js';
import { blog, brief, connect, newAuthor } from './people.js';
import { type Proxy, proxyTo } from './proxy.js';
import { type Server, serve } from './server.js';

/** The reason of a rejected promise. */
async function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => expect.fail(`It succeeded: ${JSON.stringify(value)}`),
    (error: unknown) => error,
  );
}

describe('unwrap', () => {
  it('throws the violations of an input by field', async () => {
    const error = await failure(
      unwrap(connect().signup({ input: { name: ' ', email: 'invalid', password: 'short' } })),
    );
    expect(error).toBeInstanceOf(InvalidInputError);
    expect(error).toBeInstanceOf(UserError);
    expect(error).toBeInstanceOf(CmsBlogError);
    const { name, message, fields } = error as InvalidInputError;
    expect(name).toBe('InvalidInputError');
    expect(message).toMatch(/^name: /);
    expect(fields.map(({ path, code }) => [path.join('.'), code])).toEqual([
      ['name', 'BLANK'],
      ['email', 'MALFORMED'],
      ['password', 'TOO_SHORT'],
    ]);
  });

  it('throws each failure as its own class with its fields', async () => {
    const author = await newAuthor();
    const email = (await author.viewer())?.email ?? '';
    const { blog: saved } = await unwrap(author.saveBlog({ input: blog('Mine') }));
    const taken = author.signup({ input: { name: 'Bo', email, password: 'a good password' } });
    expect(await failure(unwrap(taken))).toBeInstanceOf(EmailTakenError);
    expect(await failure(unwrap(author.login({ input: { email, password: 'wrong' } })))).toBeInstanceOf(
      InvalidCredentialsError,
    );
    expect(await failure(unwrap(author.deleteBlog({ id: 'nothing' })))).toBeInstanceOf(NotFoundError);
    const status = await failure(unwrap(author.withdrawBlog({ id: saved.id })));
    expect(status).toBeInstanceOf(BlogStatusError);
    expect((status as BlogStatusError).blog).toMatchObject({ id: saved.id, status: 'SAVED' });
    const edit = author.updateBlog({ id: saved.id, input: { expectedRevision: 7, title: 'Another' } });
    const conflict = await failure(unwrap(edit));
    expect(conflict).toBeInstanceOf(EditConflictError);
    expect((conflict as EditConflictError).blog).toMatchObject({
      revision: 1,
      title: 'Mine',
      content: { wordCount: 5 },
    });
    const image = await failure(unwrap(author.uploadImage({ input: { file: new Blob(['no picture']) } })));
    expect(image).toBeInstanceOf(UnusableImageError);
    expect((image as UnusableImageError).mediaTypes).toContain('image/png');
  });

  it('returns successes, and values that are no unions', async () => {
    expect(unwrap({ __typename: 'DeleteBlogSuccess' as const, deletedId: '1' })).toMatchObject({
      deletedId: '1',
    });
    expect(unwrap({ anything: 1 })).toEqual({ anything: 1 });
    expect(unwrap(null)).toBeNull();
    await expect(unwrap(Promise.resolve(null))).resolves.toBeNull();
  });

  it('treats an unknown failure of a later server as a UserError', () => {
    const later: unknown = { __typename: 'QuarantinedError', message: 'It is looked at.' };
    expect(isFailure(later)).toBe(true);
    expect(() => unwrap(later)).toThrow(UserError);
    expect(() => unwrap(later)).toThrow(
      expect.objectContaining({ name: 'QuarantinedError', message: 'It is looked at.' }),
    );
    expect(isFailure({ __typename: 'Blog', message: 'a field' })).toBe(false);
    expect(isFailure('text')).toBe(false);
  });
});

describe('refused requests', () => {
  it('have a message and the request id', async () => {
    const error = await failure(connect().blogs());
    expect(error).toBeInstanceOf(RequestError);
    const { code, requestId, message, retryAfterSeconds, errors } = error as RequestError;
    expect(code).toBe('UNAUTHENTICATED');
    expect(message).toBe('Sign in to do this.');
    expect(requestId).toMatch(/\w{8,}/);
    expect(retryAfterSeconds).toBeUndefined();
    expect(errors[0]?.path).toEqual(['blogs']);
  });

  it('have a code', async () => {
    const author = await newAuthor();
    expect(await failure(author.adminQueue())).toMatchObject({ code: 'FORBIDDEN' });
    expect(await failure(author.blogs({ first: 1000 }))).toMatchObject({ code: 'BAD_REQUEST' });
    expect(await failure(author.request('query Wrong { wrong }'))).toMatchObject({
      code: 'BAD_REQUEST',
    });
    expect(await failure(connect({ token: 'nonsense' }).viewer())).toMatchObject({
      code: 'UNAUTHENTICATED',
    });
  });

  it('keep partial data', async () => {
    const text = 'query Both { generationService { provider } mine: blogs { totalCount } }';
    const error = await failure(connect().request(text));
    expect(error).toMatchObject({ code: 'UNAUTHENTICATED', data: null });
  });
});

describe('a missing response', () => {
  let proxy: Proxy;
  beforeAll(async () => {
    proxy = await proxyTo('http://127.0.0.1:9');
  });
  afterAll(() => proxy.stop());

  it('is a ConnectionError if the server is unreachable', async () => {
    const error = await failure(
      connect({ url: 'http://127.0.0.1:9/graphql', retry: false }).viewer(),
    );
    expect(error).toBeInstanceOf(ConnectionError);
    expect((error as ConnectionError).message).toBe(`http://127.0.0.1:9/graphql is unreachable.`);
    expect((error as ConnectionError).cause).toBeInstanceOf(Error);
  });

  it('is a ConnectionError if the response is not GraphQL', async () => {
    proxy.faults.push('page');
    const error = await failure(connect({ url: proxy.url, retry: false }).viewer());
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ status: 502, retryAfterSeconds: 0 });
  });

  it('fails with the reason of the signal at any time', async () => {
    const reason = new Error('The page was left.');
    const before = AbortSignal.abort(reason);
    expect(await failure(connect().viewer({}, { signal: before }))).toBe(reason);
    const during = new AbortController();
    const waiting = failure(connect().generateIdeas({ input: { brief } }, { signal: during.signal }));
    during.abort(reason);
    expect(await waiting).toBe(reason);
    const controller = new AbortController();
    const retry = { maxTotalDelaySeconds: 60, onRetry: () => controller.abort(reason) };
    const dead = connect({ url: 'http://127.0.0.1:9/graphql', retry });
    expect(await failure(dead.viewer({}, { signal: controller.signal }))).toBe(reason);
  });
});

describe('a failure of Gemini', () => {
  let server: Server;
  beforeAll(async () => {
    server = await serve({ GEMINI_FAULTS: 'safety' });
  });
  afterAll(() => server.stop());

  it('is a failure with a reason', async () => {
    const author = await newAuthor(connect({ url: server.url }));
    const error = await failure(unwrap(author.generateIdeas({ input: { brief } })));
    expect(error).toBeInstanceOf(GenerationFailedError);
    expect(error).toMatchObject({ reason: 'BLOCKED', retryAfterSeconds: null });
  });
});
