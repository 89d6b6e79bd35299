// What authors and admins do, by the API: faster than in the Studio.
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const command = path.resolve(import.meta.dirname, '../../../.venv/bin/cms-blog');
export const PASSWORD = 'the password of the tests';
const ERROR = '... on UserError { message }';

type Data = Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any -- test data

/** A signed-in account. */
export class Account {
  private constructor(
    readonly email: string,
    private readonly token: string,
  ) {}

  static async signUp(name: string) {
    const email = `${name.toLowerCase()}@example.com`;
    const input = { name, email, password: PASSWORD };
    const { session } = await mutate('signup', 'SignupInput', `SignupSuccess { session { accessToken } }`, { input });
    return new Account(email, session.accessToken);
  }

  static async admin() {
    const email = 'admin@example.com';
    const { status } = spawnSync(command, ['create-admin', '--email', email, '--name', 'Edda', '--password-stdin'], {
      cwd: process.env.API_FOLDER,
      input: `${PASSWORD}\n`,
      // As in the server, so that each can check the other's hashes.
      env: { ...process.env, LIMITS: JSON.stringify({ argon2_iterations: 1, argon2_memory_kib: 8192 }) },
    });
    if (status !== 0) throw new Error('The admin could not be created.');
    const input = { email, password: PASSWORD };
    const { session } = await mutate('login', 'LoginInput', `LoginSuccess { session { accessToken } }`, { input });
    return new Account(email, session.accessToken);
  }

  /** Save a draft; returns its id and revision. */
  async save(title: string, markdown: string, more: Data = {}) {
    const brief = { focusOrNiche: 'a', targetedKeyword: 'b', targetedAudience: 'c', language: 'English' };
    const input = { title, markdown, brief, ...more };
    return (await this.do('saveBlog', 'SaveBlogInput', 'SaveBlogSuccess { blog { id revision } }', { input })).blog;
  }

  async revision(id: string): Promise<number> {
    return (await send('query ($id: ID!) { result: blog(id: $id) { revision } }', { id }, this.token)).revision;
  }

  async submit(id: string) {
    await this.do('requestPublish', null, 'RequestPublishSuccess { blog { id } }', { id });
  }

  /** Change a mutation of a blog that takes an id and an input, and return the blog. */
  async change(field: string, id: string, input: Data) {
    const name = field.charAt(0).toUpperCase() + field.slice(1);
    const selected = `${name}Success { blog { id slug revision publishedAt workingCopy { status } } }`;
    return (await this.do(field, `${name}Input`, selected, { id, input })).blog;
  }

  async previewLink(id: string): Promise<string> {
    const document = `mutation ($id: ID!) { result: createPreviewLink(blogId: $id, input: {hours: 1}) {
      ... on CreatePreviewLinkSuccess { url } ${ERROR} } }`;
    return (await send(document, { id }, this.token)).url;
  }

  async cover(): Promise<string> {
    const brief = { focusOrNiche: 'a', targetedKeyword: 'b', targetedAudience: 'c' };
    const input = { brief, selectedIdea: 'Tomatoes', title: 'Tomatoes', prompt: 'Tomatoes in a pot' };
    const selected = 'GenerateCoverImageSuccess { image { url } }';
    return (await this.do('generateCoverImage', 'GenerateCoverImageInput', selected, { input })).image.url;
  }

  private do(field: string, inputType: string | null, selected: string, variables: Data) {
    return mutate(field, inputType, selected, variables, this.token);
  }
}

function mutate(field: string, inputType: string | null, selected: string, variables: Data, token?: string) {
  const types: string[] = [];
  const passed: string[] = [];
  if ('id' in variables) {
    types.push('$id: ID!');
    passed.push('id: $id');
  }
  if (inputType) {
    types.push(`$input: ${inputType}!`);
    passed.push('input: $input');
  }
  const document = `mutation (${types.join(', ')}) {
    result: ${field}(${passed.join(', ')}) { ... on ${selected} ${ERROR} } }`;
  return send(document, variables, token);
}

async function send(query: string, variables: Data, token?: string): Promise<Data> {
  const response = await fetch(`${process.env.API_URL}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as { data?: Data; errors?: unknown };
  if (errors || data?.result.message) throw new Error(JSON.stringify(errors ?? data?.result));
  return data?.result;
}
