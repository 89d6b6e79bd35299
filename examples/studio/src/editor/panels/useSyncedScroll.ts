import { useEffect, type RefObject } from 'react';

/** Scroll a panel with the page, so that it shows the part of the text that is on the screen. */
export function useSyncedScroll(
  text: RefObject<HTMLElement | null>,
  panel: RefObject<HTMLElement | null>,
  active: boolean,
): void {
  useEffect(() => {
    const follow = () => {
      const source = text.current?.getBoundingClientRect();
      const target = panel.current;
      if (!active || !source || !target) return;
      const way = source.height - innerHeight;
      const done = way > 0 ? Math.min(1, Math.max(0, -source.top / way)) : 0;
      target.scrollTo({ top: done * (target.scrollHeight - target.clientHeight) });
    };
    follow();
    addEventListener('scroll', follow, { passive: true });
    addEventListener('resize', follow);
    // The editor estimates the height of lines that are off the screen, and the preview may change.
    const observer = new ResizeObserver(follow);
    for (const element of [text.current, panel.current?.firstElementChild]) {
      if (element) observer.observe(element);
    }
    return () => {
      observer.disconnect();
      removeEventListener('scroll', follow);
      removeEventListener('resize', follow);
    };
  }, [text, panel, active]);
}
