import type { TypedDocument, VariablesArgument } from './documents.js';
import type { CallOptions } from './options.js';
import type { NodeOf, Page } from './pages.js';

/** A query or mutation with one root field. */
export interface Operation<Variables, Result> {
  readonly field: string;
  readonly document: TypedDocument<Readonly<Record<string, unknown>>, Variables>;
  /** Whether its input takes an `idempotencyKey`, which makes it idempotent. */
  readonly keyed?: true;
  /** Whether it is idempotent without a key. */
  readonly repeatable?: true;
  /** Carries the type; does not exist at run time. */
  readonly __result?: Result;
}

/** A query that returns a connection. */
export interface ListOperation<Variables, P> extends Operation<Variables, P> {
  readonly paged: true;
}

/** A mutation with a subscription of the same name. */
export interface StreamedOperation<Variables, Result, StreamVariables, Event>
  extends Operation<Variables, Result> {
  readonly stream: TypedDocument<Readonly<Record<string, unknown>>, StreamVariables>;
  /** Whether the stream can be resumed. */
  readonly resumable?: true;
  readonly __event?: Event;
}

/** Any operation, with all properties of the kinds. */
export interface AnyOperation {
  readonly field: string;
  readonly document: { toString(): string };
  readonly keyed?: true;
  readonly repeatable?: true;
  readonly paged?: true;
  readonly stream?: { toString(): string };
  readonly resumable?: true;
}

export type OperationTable = Readonly<Record<string, AnyOperation>>;

type Arguments<Variables> = VariablesArgument<Variables, CallOptions>;

/** Method of a list: one page, or an iteration over all of them. `first` is the page size. */
export interface List<Variables, P> {
  /** One page. */
  (...given: Arguments<Variables>): Promise<P>;
  /** Iterate over the pages, each requested when it is needed. */
  pages(...given: Arguments<Variables>): AsyncGenerator<P, void, undefined>;
  /** Iterate over the items of all pages. */
  nodes(
    ...given: Arguments<Variables>
  ): AsyncGenerator<P extends Page ? NodeOf<P> : never, void, undefined>;
}

/** Method of a mutation that can also be streamed. */
export interface Streamed<Variables, Result, StreamVariables, Event> {
  (...given: Arguments<Variables>): Promise<Result>;
  /** Yield the result piece by piece. */
  stream(...given: Arguments<StreamVariables>): AsyncGenerator<Event, void, undefined>;
}

/** The method of an operation. */
export type MethodOf<O> =
  O extends StreamedOperation<infer V, infer R, infer S, infer E>
    ? Streamed<V, R, S, E>
    : O extends ListOperation<infer V, infer P>
      ? List<V, P>
      : O extends Operation<infer V, infer R>
        ? (...given: Arguments<V>) => Promise<R>
        : never;

/** Methods of a table of operations. */
export type Methods<Operations> = { readonly [Name in keyof Operations]: MethodOf<Operations[Name]> };
