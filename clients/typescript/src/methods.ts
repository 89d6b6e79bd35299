import type { Calls } from './calls.js';
import { ConnectionError } from './errors.js';
import type { CallOptions } from './options.js';
import { type NodeOf, type Page, nodes, pages } from './pages.js';
import type { ResumePoint } from './streams.js';

/** Method of a list: one page, or an iteration over all of them. `first` is the page size. */
export interface List<Options, P extends Page> {
  /** One page. */
  (options?: Options): Promise<P>;
  /** Iterate over the pages, each requested when it is needed. */
  pages(options?: Options): AsyncGenerator<P, void, undefined>;
  /** Iterate over the items of all pages. */
  nodes(options?: Options): AsyncGenerator<NodeOf<P>, void, undefined>;
}

/** An operation and the variables that it takes. */
export interface OperationSpec {
  readonly document: { toString(): string };
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

export interface Method extends OperationSpec {
  /** Whether it returns a connection. */
  readonly paged?: true;
  /** Whether its input takes an `idempotencyKey`, which makes it idempotent. */
  readonly keyed?: true;
  /** Whether it is idempotent without a key. */
  readonly repeatable?: true;
  readonly stream?: OperationSpec;
}

export type MethodTable<Names> = { readonly [Name in keyof Names]: Method };

type Arguments = readonly unknown[];
type Variables = Record<string, unknown>;

/** Create the methods of a table. */
export function methodsOf<Names>(table: MethodTable<Names>, calls: Calls): Names {
  const methods = Object.entries<Method>(table).map(([name, method]) => [
    name,
    methodOf(name, method, calls),
  ]);
  return Object.fromEntries(methods) as Names;
}

function methodOf(name: string, method: Method, calls: Calls): unknown {
  const call = async (...given: Arguments): Promise<unknown> => {
    const { variables, options } = read(method, given);
    if (method.keyed) addKey(variables);
    const repeatable = method.keyed || method.repeatable ? 'always' : 'refused';
    const data = await calls.execute(method.document, variables, options, repeatable);
    return (data as Variables)[name];
  };
  if (method.paged)
    return Object.assign(call, listOf(call as (options: Variables) => Promise<Page>));
  const { stream } = method;
  return stream ? Object.assign(call, { stream: streamOf(name, stream, calls) }) : call;
}

/** Split the arguments of a call: required variables by position, then an object with the others. */
function read(
  { required, optional }: OperationSpec,
  given: Arguments,
): { variables: Variables; options: CallOptions } {
  const variables: Variables = {};
  const options: Variables = { ...(given[required.length] as object | undefined) };
  required.forEach((name, position) => (variables[name] = given[position]));
  for (const name of optional) {
    if (options[name] !== undefined) variables[name] = options[name];
    delete options[name];
  }
  return { variables, options };
}

/** Add an idempotency key to the input, unless it has one. */
function addKey(variables: Variables): void {
  const input = variables['input'] as Variables;
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const key = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  variables['input'] = { ...input, idempotencyKey: input['idempotencyKey'] ?? key };
}

function listOf(
  call: (options: Variables) => Promise<Page>,
): Pick<List<Variables, Page>, 'nodes' | 'pages'> {
  const from = (options: Variables = {}) =>
    [
      (after: string | null) => call({ ...options, after }),
      options['after'] as string | null,
    ] as const;
  return {
    pages: (options) => pages(...from(options)),
    nodes: (options) => nodes(...from(options)),
  };
}

function streamOf(
  name: string,
  stream: OperationSpec,
  calls: Calls,
): (...given: Arguments) => AsyncGenerator {
  return async function* (...given) {
    const { variables, options } = read(stream, given);
    const resume = stream.optional.includes('resume') ? resumeAfter(name, variables) : undefined;
    for await (const data of calls.subscribe(stream.document, variables, options, resume)) {
      const event = (data as Variables | null | undefined)?.[name];
      if (event == null) throw new ConnectionError('The server sent an event without data.');
      yield event;
    }
  };
}

/** Variables that resume a run after an event, with its text so far; undefined after the last event. */
function resumeAfter(name: string, variables: Variables): (data: unknown) => ResumePoint | undefined {
  const given = variables['resume'] as { markdown?: string | null } | null | undefined;
  let text = given?.markdown ?? undefined;
  return (data) => {
    const event = (data as Record<string, unknown>)[name] as Partial<BlogDelta> | null | undefined;
    if (event?.runId === undefined || event.position === undefined) return undefined;
    if (event.position === 1) text = '';
    // Unknown if the caller resumed the run without its text.
    if (text !== undefined) text += event.markdown;
    const resume = { runId: event.runId, after: event.position, markdown: text || null };
    return { variables: { ...variables, resume } };
  };
}

type BlogDelta = { runId: string; position: number; markdown: string };
