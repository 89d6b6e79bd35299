import { useLayoutEffect, useRef, type ReactNode } from 'react';
import styles from './Page.module.css';

let first = true;

interface Props {
  readonly title: string;
  /** Title of the document, if it differs: for search engines. */
  readonly windowTitle?: string;
  /** Small text above the title. */
  readonly kicker?: ReactNode;
  readonly lead?: ReactNode;
  /** A change moves the focus to the title, for pages that change their subject. */
  readonly focusOn?: string;
  readonly children?: ReactNode;
}

/**
 * Heading of a page. It sets the document's title and gets the focus on navigation, so that keyboard
 * navigation continues from there and screen readers announce the page.
 */
export function Page({ title, windowTitle, kicker, lead, focusOn, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  // Before the page is painted: otherwise a Tab pressed on the new page would lose its focus to the title.
  useLayoutEffect(() => {
    // Not on the initial load, where browsers start at the top.
    if (first) {
      first = false;
      return;
    }
    // The router restores the scroll position of pages in the history.
    heading.current?.focus({ preventScroll: true });
  }, [focusOn]);
  return (
    <>
      <title>{windowTitle ?? `${title} · AI Blog CMS`}</title>
      <header className={styles.head} data-testid="page-head">
        {kicker && <p className={styles.kicker}>{kicker}</p>}
        <h1 tabIndex={-1} ref={heading} dir="auto">
          {title}
        </h1>
        {lead && <p className={styles.lead}>{lead}</p>}
      </header>
      {children}
    </>
  );
}
