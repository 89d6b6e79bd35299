import { useEffect, useRef, type ReactNode } from 'react';

let first = true;

interface Props {
  readonly title: string;
  /** The browser's title, where it is another one: for search engines. */
  readonly windowTitle?: string;
  /** What stands above the title, small. */
  readonly kicker?: ReactNode;
  readonly lead?: ReactNode;
  /** Changes where the page stays and what it is about does not: the focus moves to the title. */
  readonly focusOn?: string;
  readonly children?: ReactNode;
}

/**
 * A page's beginning. The title is the browser's too, and gets the focus when the page is come to,
 * so that a keyboard goes on from there and a screen reader says where it is.
 */
export function Page({ title, windowTitle, kicker, lead, focusOn, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // Not on the first page of all: a browser begins at its top.
    if (first) {
      first = false;
      return;
    }
    heading.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [focusOn]);
  return (
    <>
      <title>{windowTitle ?? `${title} · AI Blog CMS`}</title>
      <header className="page-head">
        {kicker && <p className="kicker">{kicker}</p>}
        <h1 tabIndex={-1} ref={heading} dir="auto">
          {title}
        </h1>
        {lead && <p className="lead">{lead}</p>}
      </header>
      {children}
    </>
  );
}
