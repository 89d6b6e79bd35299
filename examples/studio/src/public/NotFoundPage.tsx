import { useRouteError } from 'react-router';
import { Button, LinkButton } from '../ui/input/Button';
import { Page } from '../ui/Page';

export function NotFoundPage({ what = 'page' }: { readonly what?: string }) {
  return (
    <div className="narrow">
      <Page
        title="Not found"
        kicker="404"
        lead={`This ${what} does not exist, or you don’t have access to it.`}
      />
      <p>
        <LinkButton to="/">Read published posts</LinkButton>
      </p>
    </div>
  );
}

/** Error boundary for exceptions in pages. */
export function CrashPage() {
  const error = useRouteError();
  return (
    <div className="narrow" role="alert">
      <Page
        title="Something went wrong"
        lead={error instanceof Error ? error.message : 'The page can’t be displayed.'}
      />
      <p>
        <Button onClick={() => location.reload()}>Reload the page</Button>
      </p>
    </div>
  );
}
