import { useRouteError } from 'react-router';
import { Button, LinkButton } from '../ui/Button';
import { Page } from '../ui/Page';

export function NotFoundPage({ what = 'page' }: { readonly what?: string }) {
  return (
    <div className="narrow">
      <Page
        title="Not found"
        kicker="404"
        lead={`There is no such ${what}, or it isn’t yours to see.`}
      />
      <p>
        <LinkButton to="/">Read what is published</LinkButton>
      </p>
    </div>
  );
}

/** Something in a page broke: a fault of this frontend. */
export function CrashPage() {
  const error = useRouteError();
  return (
    <main className="narrow" role="alert">
      <h1>This page broke</h1>
      <p className="lead">{error instanceof Error ? error.message : 'It can’t be shown.'}</p>
      <p>
        <Button onClick={() => location.reload()}>Load it again</Button>
      </p>
    </main>
  );
}
