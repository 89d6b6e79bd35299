import styles from './SearchResult.module.css';

interface Props {
  readonly title: string;
  readonly description: string;
  readonly slug: string | null;
}

/** A post as search engines would list it. */
export function SearchResult({ title, description, slug }: Props) {
  return (
    <div className={styles.result}>
      <p className={styles.title}>{title}</p>
      <p className={styles.address}>
        {location.host} › posts › {slug ?? '…'}
      </p>
      <p className="small">{description}</p>
    </div>
  );
}
