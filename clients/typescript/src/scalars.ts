declare const scalar: unique symbol;

/**
 * A string that the server returned as a scalar of the schema. A plain string is not assignable to it, so that a
 * component can require `HTML`, which is sanitised. Inputs take plain strings, and therefore also these.
 */
export type Scalar<Name extends string> = string & { readonly [scalar]: Name };

/** Time with a time zone: ISO 8601. */
export type DateTime = Scalar<'DateTime'>;
/** Sanitised HTML. */
export type HTML = Scalar<'HTML'>;
/** Colour as `#rrggbb`. */
export type HexColor = Scalar<'HexColor'>;
/** Id of an object. */
export type ID = Scalar<'ID'>;
/** CommonMark. */
export type Markdown = Scalar<'Markdown'>;
/** Absolute URL. */
export type URL = Scalar<'URL'>;
