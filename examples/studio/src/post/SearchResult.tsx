interface Props {
  readonly title: string;
  readonly description: string;
  readonly slug: string | null;
}

/** A post as search engines would list it. */
export function SearchResult({ title, description, slug }: Props) {
  return (
    <div className="result">
      <p className="result-title">{title}</p>
      <p className="result-address">
        {location.host} › posts › {slug ?? '…'}
      </p>
      <p className="small">{description}</p>
    </div>
  );
}
