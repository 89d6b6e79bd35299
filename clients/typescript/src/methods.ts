import type { Calls } from './transport/calls.js';
import { ConnectionError } from './errors.js';
import type { AnyOperation, Methods, OperationTable } from './operations.js';
import type { CallOptions } from './options.js';
import { type Page, nodes, pages } from './pages.js';
import type { ResumePoint } from './transport/streams.js';

type Variables = Readonly<Record<string, unknown>>;
type Call = (variables?: Variables, options?: CallOptions) => Promise<unknown>;

/** Create the methods of a table of operations. */
export function methodsOf<Operations extends OperationTable>(
  operations: Operations,
  calls: Calls,
): Methods<Operations> {
  const methods = Object.entries(operations).map(([name, operation]) => [
    name,
    methodOf(operation, calls),
  ]);
  return Object.fromEntries(methods) as Methods<Operations>;
}

function methodOf(operation: AnyOperation, calls: Calls): unknown {
  const { field, document, keyed, repeatable, paged, stream } = operation;
  const call: Call = async (variables = {}, options = {}) => {
    const sent = keyed ? withKey(variables) : variables;
    const when = keyed || repeatable ? 'always' : 'refused';
    return ((await calls.execute(document, sent, options, when)) as Variables)[field];
  };
  if (paged) return Object.assign(call, listOf(call as (...given: Parameters<Call>) => Promise<Page>));
  return stream ? Object.assign(call, { stream: streamOf(operation, stream, calls) }) : call;
}

/** Add an idempotency key to the input, unless it has one. */
function withKey(variables: Variables): Variables {
  const input = variables['input'] as Variables;
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const key = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return { ...variables, input: { ...input, idempotencyKey: input['idempotencyKey'] ?? key } };
}

function listOf(call: (...given: Parameters<Call>) => Promise<Page>): object {
  const from = (variables: Variables = {}, options: CallOptions = {}) =>
    [
      (after: string | null) => call({ ...variables, after }, options),
      variables['after'] as string | null,
    ] as const;
  return {
    pages: (...given: Parameters<Call>) => pages(...from(...given)),
    nodes: (...given: Parameters<Call>) => nodes(...from(...given)),
  };
}

function streamOf(
  { field, resumable }: AnyOperation,
  document: { toString(): string },
  calls: Calls,
): (...given: Parameters<Call>) => AsyncGenerator {
  return async function* (variables = {}, options = {}) {
    const resume = resumable && resumeAfter(field, variables);
    for await (const data of calls.subscribe(document, variables, options, resume)) {
      const event = (data as Variables | null | undefined)?.[field];
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
