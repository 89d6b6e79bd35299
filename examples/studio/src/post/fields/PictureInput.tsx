import { useEffect, useId, useState, type ChangeEvent, type DragEvent } from 'react';
import { useAction } from '../../api/useAction';
import { graphql } from '../../gql';
import { ProblemAlert } from '../../ui/feedback/Alert';
import { problem as problemOf } from '../../api/problems';
import { Progress } from '../../ui/feedback/Progress';
import styles from './PictureInput.module.css';

export const UploadImage = graphql(`
  mutation UploadImage($input: UploadImageInput!) {
    result: uploadImage(input: $input) {
      ... on UploadImageSuccess {
        image {
          url
          width
          height
        }
      }
      ...Failure @unmask
    }
  }
`);

const TYPES = 'image/png,image/jpeg,image/webp,image/gif,image/avif,image/heic';
/** Limit of the server, checked before the upload. */
export const MOST_BYTES = 8 * 1024 * 1024;

/** File input with drag and drop, preview and upload. Returns the URL of the uploaded image. */
export function PictureInput({ onUploaded }: { readonly onUploaded: (url: string) => void }) {
  const { run, busy, problem, cancel } = useAction(UploadImage);
  const [preview, setPreview] = useState<string | null>(null);
  const [tooLarge, setTooLarge] = useState(false);
  const id = useId();
  useEffect(() => () => URL.revokeObjectURL(preview ?? ''), [preview]);

  const take = async (file: File | undefined) => {
    if (!file) return;
    setTooLarge(file.size > MOST_BYTES);
    if (file.size > MOST_BYTES) return;
    setPreview(URL.createObjectURL(file));
    const success = await run({ input: { file } });
    setPreview(null);
    if (success) onUploaded(success.image.url);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    void take(event.dataTransfer.files[0]);
  };
  const pick = (event: ChangeEvent<HTMLInputElement>) => {
    void take(event.target.files?.[0]);
    // Reset, so that choosing the same file again triggers a change event.
    event.target.value = '';
  };

  return (
    <div className="stack">
      <div className={styles.drop} onDragOver={(event) => event.preventDefault()} onDrop={drop}>
        <label htmlFor={id}>Upload a picture</label>
        <p className="small soft" id={`${id}-hint`}>
          PNG, JPEG, WebP, GIF, AVIF or HEIC, 8 MB at most. You can drop it here.
        </p>
        <input
          id={id}
          type="file"
          accept={TYPES}
          aria-describedby={`${id}-hint`}
          disabled={busy}
          onChange={pick}
        />
      </div>
      {busy && (
        <Progress label="Uploading the picture …" onCancel={cancel}>
          {preview && <img className={styles.preview} src={preview} alt="Preview of the upload" />}
        </Progress>
      )}
      <ProblemAlert problem={tooLarge ? problemOf('The file is larger than 8 MB. Choose a smaller one.') : problem} />
    </div>
  );
}
