import { useEffect, useRef, type ReactNode } from 'react';

interface Props {
  readonly label: string;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

/**
 * A group that takes over the focus when its focused element is removed, such as the button of an
 * action that is no longer possible. Otherwise, the focus would start again at the top of the page.
 */
export function KeepFocus({ label, className, children }: Props) {
  const group = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = group.current;
    if (element === null) return;
    let last: Element | null = null;
    const remember = ({ target }: FocusEvent) => {
      last = target as Element;
    };
    const observer = new MutationObserver(() => {
      if (last === null || last.isConnected || document.activeElement !== document.body) return;
      last = null;
      element.focus();
    });
    element.addEventListener('focusin', remember);
    observer.observe(element, { childList: true, subtree: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('focusin', remember);
    };
  }, []);
  return (
    <div ref={group} role="group" aria-label={label} tabIndex={-1} className={className}>
      {children}
    </div>
  );
}
